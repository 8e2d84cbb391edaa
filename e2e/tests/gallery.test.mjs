// The gallery: every component and every page with sample data. Photographed into e2e/out in both themes and sizes, and
// looked at by axe; from right to left, and at 200 %, nothing sticks out.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";

import { checkAxeInBothThemes as checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";

const OUT = new URL("../out/", import.meta.url).pathname;
const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** What stands out of the page, as far as one can see it. */
const sticksOut = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > width + 1 || left < -1;
  }).slice(0, 4).map((element) => `${element.tagName}.${element.className}`);
});

suite("The gallery", ({ desk, test }) => {
  const names = async () => {
    const { text } = await desk.send(null, "/_gallery");
    const found = [...text.matchAll(/href="\/_gallery\/([a-z-]+)"/g)].map(([, name]) => name);
    assert.ok(found.length > 30, "the pages are listed");
    return ["", ...found.map((name) => `/${name}`)];
  };

  for (const [size, screen] of [["wide", WIDE], ["phone", PHONE]]) {
    test(`every page, ${size}, light and dark`, async () => {
      await mkdir(OUT, { recursive: true });
      const found = [];
      const page = await desk.page(null, screen);
      for (const name of await names()) {
        await page.goto(`/_gallery${name}`);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: `${OUT}${name.slice(1) || "components"}-${size}-${colorScheme}.png`, fullPage: true });
        }
        if (size === "wide" || name === "") await checkAxe(page, `${name} (${size})`).catch((error) => found.push(error.message));
        const out = await sticksOut(page);
        if (out.length > 0) found.push(`${name} (${size}): ${out.join(", ")} stick out`);
      }
      assert.equal(found.join("\n\n"), "");
    }, { timeout: 300_000 });
  }

  test("from right to left, close together, and at 200 %, nothing sticks out", async () => {
    const found = [];
    for (const [what, query, screen] of [
      ["right to left", "?dir=rtl", WIDE],
      ["right to left on a phone", "?dir=rtl", PHONE],
      ["compact", "?density=compact", WIDE],
      // A browser at 200 % has half the width for twice the pixels.
      ["200 %", "", { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }],
    ]) {
      const page = await desk.page(null, screen);
      for (const name of await names()) {
        await page.goto(`/_gallery${name}${query}`);
        const out = await sticksOut(page);
        if (out.length > 0) found.push(`${name}, ${what}: ${out.join(", ")}`);
        if (query === "?dir=rtl") assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
      }
      await page.context().close();
    }
    assert.equal(found.join("\n"), "");
  }, { timeout: 300_000 });
});
