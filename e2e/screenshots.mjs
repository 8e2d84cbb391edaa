// The pictures of the README, taken from the demo: `scripts/screenshots` calls this with the folder to write to.

import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

import { FLAGS } from "./support/desk.mjs";
import { signIn } from "./support/people.mjs";
import { startServer } from "./support/server.mjs";

const folder = resolve(process.argv[2] ?? "out");
const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** Each picture: its name, who looks, with which screen, and the way there. */
const PICTURES = [
  ["support", "affiliate", DESK, async () => {}],
  ["ticket", "affiliate", DESK, async (page) => {
    // The newest one with a picture, whatever the demo has made of its dice.
    for (const href of await page.locator("tbody .row-link").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      await page.goto(href);
      if (await page.locator(".files li:not(:has(.file-archive))").count()) break;
    }
    // Thumbnails are made in the background, and come to the open page by themselves.
    await page.locator(".files img").last().waitFor({ timeout: 120_000 });
    await page.waitForFunction(() => !document.querySelector(".files li:not(:has(img, .file-archive))"), null, { timeout: 120_000 });
  }],
  ["new-ticket", "affiliate", DESK, async (page) => {
    await page.goto("/support/new");
    await page.getByLabel("Type", { exact: true }).selectOption("payments");
    await page.getByLabel("Title", { exact: true }).fill("The payout of October is late");
  }],
  ["queue", "manager", DESK, async () => {}],
  ["desk-ticket", "manager", DESK, async (page) => { await page.locator("tbody .row-link").nth(1).click(); }],
  ["phone", "affiliate", PHONE, async () => {}],
];

const server = await startServer();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
try {
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, who, screen, go] of PICTURES) {
      const context = await browser.newContext({ baseURL: server.url, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce", colorScheme, ...screen });
      const page = await context.newPage();
      await signIn(page, who);
      await go(page);
      await page.waitForLoadState();
      await page.locator("img").evaluateAll((all) => Promise.all(all.map((image) => image.decode().catch(() => {}))));
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
