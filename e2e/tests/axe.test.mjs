// Accessibility: axe finds nothing on any page, light and dark.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { allPages, open } from "../support/pages.mjs";
import { PDF, file, four } from "../support/samples.mjs";
import { field, see } from "../support/see.mjs";

suite("Accessibility", ({ desk, test }) => {
  for (const colorScheme of ["light", "dark"]) {
    test(`every page, ${colorScheme}`, async () => {
      const found = [];
      const people = new Map();
      for (const one of await allPages(desk)) {
        if (!people.has(one.as)) people.set(one.as, await desk.page(one.as, { colorScheme }));
        const page = people.get(one.as);
        await open(desk, page, one);
        await checkAxe(page, `${one.name} (${colorScheme})`).catch((error) => found.push(error.message));
      }
      assert.equal(found.join("\n\n"), "");
    }, { timeout: 300_000 });

    test(`what opens and changes by hand, ${colorScheme}`, async () => {
      const page = await desk.page("affiliate", { colorScheme });
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
      const manager = await desk.page("manager", { colorScheme });
      await manager.goto("/desk");
      await manager.locator("tbody .row-link").first().click();
      await manager.getByRole("tab", { name: "Internal note" }).click();
      await checkAxe(manager, "the note's tab");
    });

    test(`every page on a phone, ${colorScheme}`, async () => {
      const found = [];
      const phone = { colorScheme, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
      const people = new Map();
      for (const one of await allPages(desk)) {
        if (!people.has(one.as)) people.set(one.as, await desk.page(one.as, phone));
        const page = people.get(one.as);
        await open(desk, page, one);
        await checkAxe(page, `${one.name} (phone, ${colorScheme})`).catch((error) => found.push(error.message));
      }
      assert.equal(found.join("\n\n"), "");
    }, { timeout: 300_000 });
  }
});
