// What people are told: the bell, what they choose, and what the links in mails lead to.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { field, see } from "../support/see.mjs";

suite("Notices", ({ desk, test }) => {
  test("the bell rings in an open page, and is quiet where the thing is being looked at", async () => {
    const theirs = await desk.page("affiliate");
    await theirs.goto("/support/new");
    await field(theirs, "Type").selectOption("general");
    await field(theirs, "Title").fill("Does the bell ring?");
    await field(theirs, "Description").fill("It should.");
    await theirs.getByRole("button", { name: "Add", exact: true }).click();
    await theirs.waitForURL(/\/support\/\d+/);
    const id = theirs.url().match(/\/support\/(\d+)/)[1];
    const elsewhere = await desk.page("affiliate");
    await elsewhere.goto("/account");
    // Both pages have begun to listen, and what the desk does by itself when it starts is done.
    await elsewhere.waitForTimeout(4000);
    await elsewhere.reload();
    const told = async (page) => Number((await page.title()).match(/^\((\d+)\)/)?.[1] ?? 0);
    const becomes = (page, count) =>
      page.waitForFunction((wanted) => Number(document.title.match(/^\((\d+)\)/)?.[1] ?? 0) === wanted, count);
    const before = await told(elsewhere);

    const hers = await desk.page("manager");
    await hers.goto(`/desk/tickets/${id}`);
    await hers.getByRole("textbox", { name: "Reply" }).fill("It does.");
    await hers.getByRole("button", { name: "Send reply", exact: true }).click();
    await see(theirs.getByText("It does."));
    assert.equal(await told(theirs), before, "who reads it is not told of it");
    // Nor is anybody else of the same person, once it was read.
    await becomes(elsewhere, before);
  });

  test("a page that shows something else counts it until it is seen", async () => {
    const page = await desk.page("other");
    await page.goto("/support/new");
    await field(page, "Type").selectOption("general");
    await field(page, "Title").fill("And elsewhere?");
    await field(page, "Description").fill("It should ring.");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.waitForURL(/\/support\/\d+/);
    const id = page.url().match(/\/support\/(\d+)/)[1];
    await page.goto("/notices");
    await page.waitForTimeout(2000);
    const hers = await desk.page("manager2");
    await hers.goto(`/desk/tickets/${id}`);
    await hers.getByRole("textbox", { name: "Reply" }).fill("It rings.");
    await hers.getByRole("button", { name: "Send reply", exact: true }).click();
    const row = page.getByRole("listitem").filter({ hasText: "And elsewhere?" });
    await see(row.getByText("New", { exact: true }));
    assert.match(await page.title(), /^\(\d+\) Notices/);
    await row.getByRole("link").click();
    await see(page.getByText("It rings."));
    await page.goto("/notices");
    await see(row);
    assert.equal(await row.getByText("New", { exact: true }).count(), 0);
  });

  test("what is not wanted is not told", async () => {
    const page = await desk.page("other");
    await page.goto("/account");
    const box = page.getByRole("checkbox", { name: "Closed tickets: E-mail" });
    assert.equal(await box.isChecked(), true);
    await box.uncheck();
    await page.getByRole("region", { name: "What you are told" }).getByRole("button", { name: "Save" }).click();
    await see(page.getByRole("status").filter({ hasText: "Saved. You are told what you chose." }));
    assert.equal(await box.isChecked(), false);
  });

  test("somebody is invited, chooses a password and signs in; a link works once", async () => {
    const hers = await desk.page("admin");
    await hers.goto("/desk/settings/people");
    await field(hers, "Name").fill("Greta Lind");
    await field(hers, "E-mail").fill("greta@demo.test");
    await hers.getByRole("button", { name: "Send invitation" }).click();
    await see(hers.getByRole("status").filter({ hasText: "The invitation is on its way." }));
    let link;
    for (let tries = 0; tries < 40 && !link; tries += 1) {
      await hers.goto("/desk/settings/deliveries?state=sent");
      const row = hers.getByRole("link", { name: "Invitation", exact: true }).first();
      if (await row.count()) {
        await row.click();
        await hers.getByText("As text").click();
        link = (await hers.locator("details .prose").innerText()).match(/\/invitation\/[0-9a-f]{64}/)?.[0];
      } else {
        await hers.waitForTimeout(250);
      }
    }
    assert.ok(link, "the demo shows the mail with its link");

    const greta = await desk.page();
    await greta.goto(link);
    await field(greta, "New password").fill("a password of hers");
    await greta.getByRole("button", { name: "Set the password" }).click();
    await see(greta.getByText("Your password is set. Sign in with it."));
    await field(greta, "Email").fill("greta@demo.test");
    await field(greta, "Password").fill("a password of hers");
    await greta.getByRole("button", { name: "Sign in" }).click();
    await greta.waitForURL(/\/desk/);
    const again = await desk.page();
    const answer = await again.goto(link);
    assert.equal(answer.status(), 404);
  });

  test("a forgotten password gets the same answer for everybody", async () => {
    const page = await desk.page();
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    for (const address of ["lead@demo.test", "nobody@demo.test"]) {
      await page.goto("/reset");
      await field(page, "Email").fill(address);
      await page.getByRole("button", { name: "Send the link" }).click();
      await see(page.getByRole("heading", { name: "Look into your mail" }));
    }
  });
});
