// One's own account: browsers that are signed in, the password, preferences.

import assert from "node:assert/strict";

import { PEOPLE, suite } from "../support/desk.mjs";
import { fillSignIn, signIn } from "../support/people.mjs";
import { errorOf, field, see, sendWith } from "../support/see.mjs";

suite("Account", ({ desk, test }) => {
  test("every signed-in browser is listed, and another one can be ended from here", async () => {
    const here = await desk.page();
    await signIn(here, "other");
    const there = await desk.page(null, { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" });
    await signIn(there, "other");

    await here.getByRole("button", { name: "Your menu" }).click();
    await here.getByRole("link", { name: "Account", exact: true }).click();
    const sessions = here.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem");
    const current = sessions.filter({ hasText: "This one" });
    assert.equal(await current.count(), 1);
    assert.match(await current.innerText(), /Chrome on Linux/);
    assert.equal(await current.getByRole("button").count(), 0, "the one that is in use is ended by signing out");
    const foreign = sessions.filter({ hasText: "Firefox on Linux" });
    assert.equal(await foreign.count(), 1);
    await foreign.getByRole("button", { name: /^End session/ }).click();
    await see(here.getByRole("status").filter({ hasText: "The session is ended." }));
    assert.equal(await foreign.count(), 0);

    await there.goto("/support");
    assert.equal(new URL(there.url()).pathname, "/sign-in");
    await see(there.getByText("You were signed out."));
    await here.goto("/support");
    assert.equal(new URL(here.url()).pathname, "/support");
  });

  test("nobody ends the session of somebody else", async () => {
    const mine = await desk.page("affiliate");
    await mine.goto("/account");
    await desk.newSession("affiliate");
    await mine.reload();
    const id = await mine.locator("input[name=session]").first().inputValue();
    for (const session of [id, "0", "-1", "x", ""]) {
      const answer = await desk.submit("other", "/account/sessions/end", { session });
      assert.equal(answer.status, 404, session);
    }
    await mine.reload();
    assert.equal(await mine.locator(`input[name=session][value="${id}"]`).count(), 1);
  });

  test("a password that is wrong, short or endless is refused beside its field", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/account");
    const send = async (current, fresh) => {
      await field(page, "Current password").fill(current);
      await field(page, "New password").fill(fresh);
      await page.evaluate(() => { document.body.dataset.old = ""; });
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === "POST"),
        page.getByRole("button", { name: "Change password" }).click(),
      ]);
      assert.equal(answer.status(), 422);
      await page.locator("body:not([data-old])").waitFor();
    };
    await send("", "");
    assert.equal(await errorOf(field(page, "New password")), "Fill this in.");
    await send("", "a new and long one");
    assert.equal(await errorOf(field(page, "Current password")), "This is not your current password.");
    await send("not this one", "a new and long one");
    assert.equal(await errorOf(field(page, "Current password")), "This is not your current password.");
    await send("demo-affiliate", "short");
    assert.match(await errorOf(field(page, "New password")), /^Use at least \d+ characters\.$/);
    await send("demo-affiliate", "x".repeat(5_000));
    assert.match(await errorOf(field(page, "New password")), /^This is too long\. Use at most [\d,]+ characters\.$/);
    assert.equal(await field(page, "New password").inputValue(), "", "passwords are not sent back");
  });

  test("a new password works, the old one does not, and other browsers are signed out", async () => {
    const page = await desk.page();
    await signIn(page, "manager2");
    const elsewhere = await desk.page();
    await signIn(elsewhere, "manager2");
    const { email, password } = PEOPLE.manager2;
    const change = async (from, to) => {
      await page.goto("/account");
      await field(page, "Current password").fill(from);
      await field(page, "New password").fill(to);
      await sendWith(page, "Change password", "Your password is changed.");
    };
    await change(password, "correct horse battery");
    await elsewhere.goto("/desk");
    assert.equal(new URL(elsewhere.url()).pathname, "/sign-in");
    await fillSignIn(elsewhere, { email, password });
    await see(elsewhere.getByText("Email and password do not match."));
    await fillSignIn(elsewhere, { email, password: "correct horse battery" });
    await elsewhere.waitForURL((url) => url.pathname === "/desk");
    await change("correct horse battery", password);
    await signIn(elsewhere, "manager2");
  });

  test("the time zone is kept, and dates are shown in it", async () => {
    const id = await desk.ticket({ as: "other", title: "What time is it there" });
    const page = await desk.page("other");
    const exact = async () => {
      await page.goto(`/support/${id}`);
      return page.locator(".ticket-facts time").first().getAttribute("title");
    };
    const zone = async (name) => {
      await page.goto("/account");
      await field(page, "Time zone").selectOption(name);
      await sendWith(page, "Save preferences", "Your preferences are saved.");
      assert.equal(await field(page, "Time zone").inputValue(), name);
    };
    await page.goto("/account");
    const before = await field(page, "Time zone").inputValue();
    await zone("Asia/Tokyo");
    const tokyo = await exact();
    await zone("America/New_York");
    const york = await exact();
    assert.notEqual(tokyo, york);
    await zone(before);
  });

  test("a made-up time zone or language is refused beside its field", async () => {
    const page = await desk.page("other");
    for (const [wrong, label] of [[{ time_zone: "Mars/Olympus" }, "Time zone"], [{ time_zone: "" }, "Time zone"], [{ locale: "xx" }, "Language"]]) {
      const answer = await desk.submit("other", "/account/preferences", { time_zone: "Europe/Madrid", locale: "en", ...wrong });
      assert.equal(answer.status, 422);
      await desk.show(page, "/account/preferences", answer);
      assert.equal(await errorOf(field(page, label)), "This is not on the list. Choose another one.");
    }
  });
});
