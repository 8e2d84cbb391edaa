// Without a connection: a line that says so and goes away by itself, and a page of the house instead of the browser's.

const tell = () => document.querySelector(".offline")?.toggleAttribute("hidden", navigator.onLine);
["online", "offline", "pageshow"].forEach((name) => addEventListener(name, tell));
document.addEventListener("shown", tell);
tell();

if (document.body.matches(".shell")) addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => {}));
