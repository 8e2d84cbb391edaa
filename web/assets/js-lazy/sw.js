// The service worker: when there is no connection, a page of the house instead of the browser's. It keeps that page
// and nothing else, and never comes between a page and the server otherwise.
// The server writes two lines above this: the name of this version's cache, and what it holds.
addEventListener("install", (event) => event.waitUntil(caches.open(version).then((cache) => cache.addAll(kept)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
  await registration.navigationPreload?.enable();
  await clients.claim();
})()));
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith((async () => {
    try {
      return (await event.preloadResponse) ?? (await fetch(event.request));
    } catch {
      return (await caches.match(kept[0], { cacheName: version })) ?? Response.error();
    }
  })());
});
