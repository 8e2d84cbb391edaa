// Pages fetched ahead when a link is pointed at, and what there is without a connection.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { eventually, gone, rowOf, see } from "../support/see.mjs";

const ahead = (page) => page.evaluate(() => performance.getEntriesByType("navigation")[0].deliveryType);

suite("Ahead and away", ({ desk, test }) => {
  test("a link that is pointed at is fetched ahead, which marks nothing as read", async () => {
    const id = await desk.ticket({ title: "Pointed at" });
    const unread = await desk.ticket({ title: "Pointed at and new" });
    await desk.message("manager", unread, "An answer.");
    const page = await desk.page("affiliate");
    await page.goto("/support");
    const seen = [];
    page.on("request", (request) => seen.push(new URL(request.url()).pathname));
    await rowOf(page, "Pointed at and new").getByRole("link").hover();
    await rowOf(page, "Pointed at").getByRole("link").hover();
    await page.waitForTimeout(1_000);
    await rowOf(page, "Pointed at").getByRole("link").click();
    await page.waitForURL(`**/support/${id}`);
    assert.equal(await ahead(page), "navigational-prefetch");
    await page.goto("/support");
    await see(rowOf(page, "Pointed at and new").getByText("New", { exact: true }));
    await rowOf(page, "Pointed at and new").getByRole("link").click();
    await see(page.getByText("An answer."));
    await eventually(async () => {
      await page.goto("/support");
      assert.equal(await rowOf(page, "Pointed at and new").getByText("New", { exact: true }).count(), 0);
    });
  });

  test("without a connection an open page says so, and another one is a page of the house", async () => {
    const page = await desk.page("other", { serviceWorkers: "allow" });
    await page.goto("/support");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    const notice = page.getByText("You are offline. What you typed");
    await gone(notice);
    await page.context().setOffline(true);
    await see(notice);
    await checkAxe(page, "an open page without a connection");
    await page.goto("/account");
    await see(page.getByRole("heading", { level: 1, name: "You are offline" }));
    await checkAxe(page, "the page without a connection");
    const kept = await page.evaluate(async () => {
      const urls = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
      return urls;
    });
    assert.ok(kept.every((path) => path === "/offline" || path.startsWith("/assets/")), kept.join(" "));
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "Try again" }).click();
    await see(page.getByRole("heading", { level: 1, name: "Account" }));
    await page.goto("/support");
    assert.equal(await notice.isVisible(), false);
  });
});
