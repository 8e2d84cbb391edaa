// The session ends while somebody writes: after signing in again, the text is back.

import assert from "node:assert/strict";

import { PEOPLE, suite } from "../support/desk.mjs";
import { fillSignIn } from "../support/people.mjs";
import { file, png } from "../support/samples.mjs";
import { eventually, field, fillTicket, see } from "../support/see.mjs";

const ENDED = "You were signed out. Sign in again to go on; what you typed is kept.";
const RESTORED = "This is what you typed before and did not send.";

/** The ways in which a session ends under somebody's hands. */
const WAYS = {
  "the cookie is gone": (_, page) => page.context().clearCookies(),
  "another browser ended it": async (desk, page, name) => {
    const elsewhere = await desk.page();
    await elsewhere.context().addCookies(await desk.newSession(name));
    await elsewhere.goto("/account");
    const buttons = elsewhere.getByRole("button", { name: /^End session/ });
    for (let left = await buttons.count(); left > 0; left -= 1) {
      await buttons.first().click();
      await eventually(async () => assert.equal(await buttons.count(), left - 1));
    }
  },
  "signed out in another tab": async (_, page) => {
    const tab = await page.context().newPage();
    await tab.goto("/account");
    await tab.getByRole("button", { name: "Your menu" }).click();
    await tab.getByRole("button", { name: "Sign out" }).click();
    await see(tab.getByText("You are signed out."));
    await tab.close();
  },
};

const fresh = async (desk, name, options) => {
  const page = await desk.page(null, options);
  await page.context().addCookies(await desk.newSession(name));
  return page;
};

const signInAgain = async (page, name) => {
  await see(page.getByText(ENDED));
  await fillSignIn(page, PEOPLE[name]);
  await see(page.getByText(RESTORED));
};

// A desk for each way: an account takes only so many sign-ins in a row.
for (const [way, end] of Object.entries(WAYS)) {
  suite(`The session ends while typing: ${way}`, ({ desk, test }) => {
    for (const [how, options, files] of [["", {}, []], [", with a file", {}, [file("a.png", png())]], [", without JavaScript", { javaScriptEnabled: false }, []]]) {
      // The menu that signs out in another tab is a popover, which works without JavaScript too.
      test(`New ticket${how}`, async () => {
        const page = await fresh(desk, "affiliate", options);
        await page.goto("/support/new");
        const title = `Half written: ${way}${how}`;
        const description = `Line one "quoted" & <b>raw</b>.\n\n  Indented – ж.`;
        await fillTicket(page, { type: "Payments", title, description, files });
        await field(page, "Period").fill("October");
        await end(desk, page, "affiliate");
        await page.getByRole("button", { name: "Add", exact: true }).click();
        await signInAgain(page, "affiliate");
        assert.equal(new URL(page.url()).pathname, "/support/new");
        assert.equal(await field(page, "Type").inputValue(), "payments");
        assert.equal(await field(page, "Title").inputValue(), title);
        assert.equal(await field(page, "Description").inputValue(), description);
        assert.equal(await field(page, "Period").inputValue(), "October");
        await page.getByRole("button", { name: "Add", exact: true }).click();
        await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
        await see(page.getByRole("heading", { level: 1, name: title }));
      });
    }

    test("comment, reply and note", async () => {
      const id = await desk.ticket({ title: `Answers while ${way}` });
      for (const [name, path, tab, label, button, said] of [
        ["affiliate", `/support/${id}`, null, "Comment", "Add comment", "Your comment is added."],
        ["manager", `/desk/tickets/${id}`, "Reply", "Reply", "Send reply", "Your reply is sent."],
        ["manager", `/desk/tickets/${id}`, "Internal note", "Internal note", "Add note", "Your note is added."],
      ]) {
        const page = await fresh(desk, name);
        await page.goto(path);
        if (tab) await page.getByRole("tab", { name: tab }).click();
        await page.getByRole("textbox", { name: label }).fill(`A long ${label}, nearly done.`);
        await end(desk, page, name);
        await page.getByRole("button", { name: button }).click();
        await signInAgain(page, name);
        assert.equal(new URL(page.url()).pathname, path);
        const box = page.getByRole("textbox", { name: label });
        assert.equal(await box.inputValue(), `A long ${label}, nearly done.`);
        await page.getByRole("button", { name: button }).click();
        await see(page.getByRole("status").filter({ hasText: said }));
        await page.context().clearCookies();
      }
    });
  });
}

suite("The session ends while typing", ({ desk, test }) => {
  test("New ticket to an affiliate", async () => {
    const page = await fresh(desk, "manager");
    await page.goto("/desk/new");
    await field(page, "Affiliate").fill("1");
    await fillTicket(page, { type: "General questions", title: "To whom it concerns", description: "Half." });
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await signInAgain(page, "manager");
    assert.equal(new URL(page.url()).pathname, "/desk/new");
    assert.equal(await field(page, "Affiliate").inputValue(), "1");
    assert.equal(await field(page, "Title").inputValue(), "To whom it concerns");
  });

  test("a wrong password on the way does not lose the text", async () => {
    const page = await fresh(desk, "affiliate");
    await page.goto("/support/new");
    await fillTicket(page, { title: "Mistyped on the way", description: "Kept all along." });
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await see(page.getByText(ENDED));
    await fillSignIn(page, { ...PEOPLE.affiliate, password: "wrong" });
    await see(page.getByText("Email and password do not match."));
    await fillSignIn(page, PEOPLE.affiliate);
    await see(page.getByText(RESTORED));
    assert.equal(await field(page, "Description").inputValue(), "Kept all along.");
  });
});
