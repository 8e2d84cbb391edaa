// Accessibility: axe finds nothing on any page, light and dark, wide and on a phone.

import assert from "node:assert/strict";

import { checkAxeInBothThemes as checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { allPages, open } from "../support/pages.mjs";
import { PDF, file, four } from "../support/samples.mjs";
import { field, see } from "../support/see.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

suite("Accessibility", ({ desk, test }) => {
  for (const [where, screen] of [["wide", {}], ["on a phone", PHONE]]) {
    test(`every page, ${where}`, async () => {
      const found = [];
      const people = new Map();
      for (const one of await allPages(desk)) {
        if (!people.has(one.as)) people.set(one.as, await desk.page(one.as, screen));
        const page = people.get(one.as);
        await open(desk, page, one);
        await checkAxe(page, `${one.name}, ${where}`).catch((error) => found.push(error.message));
      }
      assert.equal(found.join("\n\n"), "");
    }, { timeout: 300_000 });
  }

  test("what opens and changes by hand", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support/new");
    await page.getByRole("button", { name: "Your menu" }).click();
    await see(page.getByRole("link", { name: "Account", exact: true }));
    await checkAxe(page, "the menu");
    await page.keyboard.press("Escape");
    for (const type of ["payments", "technical"]) {
      await field(page, "Type").selectOption(type);
      await checkAxe(page, `the fields of ${type}`);
    }
    await field(page, "Title").fill("x".repeat(150));
    await field(page, "Attachment").setInputFiles([...four(), file("notes.pdf", PDF)]);
    await see(page.getByText(/^notes\.pdf cannot be attached/));
    await checkAxe(page, "files that are picked and refused");
    const manager = await desk.page("manager");
    await manager.goto("/desk");
    await manager.locator("tbody .row-link").first().click();
    await manager.getByRole("tab", { name: "Internal note" }).click();
    await checkAxe(manager, "the note's tab");
  });
});
