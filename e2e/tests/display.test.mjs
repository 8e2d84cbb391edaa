// Theme, density and shortcuts: at once with scripts, by a form without them, and kept with the person.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { eventually, see } from "../support/see.mjs";

const looks = (page) => page.evaluate(() => {
  const row = document.querySelector(".table tbody tr")?.getBoundingClientRect().height;
  const scheme = document.querySelector("meta[name=color-scheme]").content;
  return { dark: getComputedStyle(document.documentElement).colorScheme, scheme, row: Math.round(row) };
});

const choose = async (page, group, name) => {
  const menu = page.getByRole("group", { name: group, exact: true });
  if (!(await menu.isVisible())) await page.getByRole("button", { name: "Your menu" }).click();
  await menu.getByRole("button", { name, exact: true }).click();
  await see(menu.getByRole("button", { name, exact: true, pressed: true }));
};

suite("How the pages look", ({ desk, test }) => {
  test("a choice applies at once, without a new page, and stays", async () => {
    const page = await desk.page("lead");
    await page.goto("/desk");
    await page.evaluate(() => { globalThis.same = true; });
    const before = await looks(page);
    assert.deepEqual([before.dark, before.scheme], ["light dark", "light dark"]);
    assert.ok(before.row >= 48 && before.row <= 50, `a comfortable row is ${before.row} px high`);
    await choose(page, "Theme", "Dark");
    await checkAxe(page, "the menu, dark by choice");
    const saved = page.waitForResponse((response) => response.url().endsWith("/account/display") && response.request().postData() === "density=compact");
    await choose(page, "Table rows", "Compact");
    await saved;
    const after = await looks(page);
    assert.deepEqual([after.dark, after.scheme], ["dark", "dark"]);
    assert.ok(after.row >= 36 && after.row <= 38, `a compact row is ${after.row} px high`);
    assert.ok(await page.evaluate(() => globalThis.same), "it is the same page");
    await page.reload();
    assert.deepEqual(await looks(page), after);
    await choose(page, "Theme", "System");
    await choose(page, "Table rows", "Comfortable");
    await eventually(async () => { await page.reload(); assert.deepEqual(await looks(page), before); });
  });

  test("without scripts it is a form that leads back", async () => {
    const page = await desk.page("admin", { javaScriptEnabled: false });
    await page.goto("/desk?queue=all&status=closed");
    await page.getByRole("button", { name: "Your menu" }).click();
    await Promise.all([
      page.waitForEvent("load"),
      page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Light" }).click(),
    ]);
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/desk?queue=all&status=closed");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    await page.goto("/account");
    const section = page.getByRole("region", { name: "Display" });
    await section.getByRole("button", { name: "System" }).click();
    await see(section.getByRole("button", { name: "System", pressed: true }));
    assert.equal(await page.locator("html").getAttribute("data-theme"), null);
  });
});
