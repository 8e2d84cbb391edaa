// Lighthouse on the pages that people see most, against the demo of a release build: performance, accessibility and best
// practices, on a desktop and on a phone. Not part of the tests, because it measures time. `scripts/lighthouse` calls it.

import { chromium } from "playwright-core";
import lighthouse, { desktopConfig } from "lighthouse";

import { FLAGS } from "../support/desk.mjs";
import { signIn } from "../support/people.mjs";
import { startServer } from "../support/server.mjs";

const LEAST = 98;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const PORT = 9333;

const server = await startServer();
const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";

/** A browser of its own for each person, so that each is signed in. */
const withBrowser = async (name, work) => {
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, `--remote-debugging-port=${PORT}`] });
  try {
    const page = await browser.contexts()[0]?.newPage() ?? await browser.newPage({ baseURL: server.url });
    let cookie = "";
    if (name) {
      const context = await browser.newContext({ baseURL: server.url });
      await signIn(await context.newPage(), name);
      cookie = (await context.cookies()).filter((one) => one.name.endsWith("affdesk")).map((one) => `${one.name}=${one.value}`).join("; ");
      await context.close();
    }
    await page.close();
    return await work(cookie);
  } finally {
    await browser.close();
  }
};

const score = async (path, cookie, config) => {
  const flags = { port: PORT, onlyCategories: CATEGORIES, disableStorageReset: true, extraHeaders: cookie ? { cookie } : undefined, logLevel: "error" };
  const { lhr } = await lighthouse(server.url + path, flags, config);
  const scores = CATEGORIES.map((name) => Math.round((lhr.categories[name].score ?? 0) * 100));
  const missing = Object.values(lhr.audits).filter((one) => one.score !== null && one.score < 1 && one.scoreDisplayMode !== "informative").map((one) => one.id);
  return { scores, missing, at: lhr.finalDisplayedUrl };
};

let low = false;
try {
  const ticket = await withBrowser("affiliate", async (cookie) => {
    const page = await fetch(`${server.url}/support`, { headers: { cookie } });
    return (await page.text()).match(/\/support\/\d+/)[0];
  });
  for (const [who, paths] of [[null, ["/sign-in"]], ["affiliate", ["/support", ticket, "/support/new"]], ["manager", ["/desk"]]]) {
    await withBrowser(who, async (cookie) => {
      for (const path of paths) {
        for (const [device, config] of [["desktop", desktopConfig], ["phone", undefined]]) {
          const { scores, missing, at } = await score(path, cookie, config);
          if (new URL(at).pathname !== path) throw new Error(`${path} led to ${at}`);
          const bad = scores.some((one) => one < LEAST);
          low ||= bad;
          console.log(`${path.padEnd(16)} ${device.padEnd(8)} ${CATEGORIES.map((name, place) => `${name} ${scores[place]}`).join("  ")}${bad ? `  LOW: ${missing.join(", ")}` : ""}`);
        }
      }
    });
  }
} finally {
  await server.stop();
}
if (low) {
  console.error(`Something is below ${LEAST}.`);
  process.exitCode = 1;
}
