// Signing in and out, and what stands between.

import assert from "node:assert/strict";

import { PEOPLE, suite } from "../support/desk.mjs";
import { request, urlencoded } from "../support/http.mjs";
import { fillSignIn } from "../support/people.mjs";
import { errorOf, field, see } from "../support/see.mjs";

const WRONG = "Email and password do not match. Check both and try again.";

suite("Sign-in", ({ desk, test }) => {
  for (const [name, person] of Object.entries(PEOPLE)) {
    test(`${name} signs in and comes to ${person.home}`, async () => {
      const page = await desk.page();
      await page.goto("/");
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      await fillSignIn(page, person);
      await page.waitForURL((url) => url.pathname === person.home);
      await page.getByRole("button", { name: "Your menu" }).click();
      await see(page.getByText(person.email, { exact: true }));
      const link = person.home === "/desk" ? "Tickets" : "Support";
      assert.equal(await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link }).getAttribute("aria-current"), "page");
    });
  }

  test("the email is taken in any case and with spaces around it", async () => {
    const page = await desk.page();
    await page.goto("/sign-in");
    await fillSignIn(page, { email: "  Affiliate@Demo.Test ", password: "demo-affiliate" });
    await page.waitForURL((url) => url.pathname === "/support");
  });

  test("wrong and unknown get the same answer, and the email stays", async () => {
    const page = await desk.page();
    for (const email of ["affiliate@demo.test", "nobody@demo.test"]) {
      await page.goto("/sign-in");
      await fillSignIn(page, { email, password: "not this one" });
      assert.equal((await page.getByRole("alert").innerText()).trim(), WRONG);
      assert.equal(await field(page, "Email").inputValue(), email);
      assert.equal(await field(page, "Password").inputValue(), "");
    }
    const statuses = await Promise.all(["affiliate@demo.test", "nobody@demo.test"].map(async (email) =>
      (await desk.submit(null, "/sign-in", { email, password: "not this one" })).status));
    assert.deepEqual(statuses, [422, 422]);
  });

  test("what is empty is said beside its field", async () => {
    const page = await desk.page();
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await see(page.getByText("Enter your email."));
    assert.equal(await errorOf(field(page, "Email")), "Enter your email.");
    assert.equal(await errorOf(field(page, "Password")), "Enter your password.");
    await field(page, "Email").fill("affiliate@demo.test");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForFunction(() => !document.querySelector("#email-error"));
    assert.equal(await errorOf(field(page, "Password")), "Enter your password.");
    assert.equal(await field(page, "Email").inputValue(), "affiliate@demo.test");
  });

  test("who signs out is out, here and by the back button", async () => {
    const page = await desk.page();
    await page.context().addCookies(await desk.newSession("affiliate"));
    await page.goto("/support");
    const [cookie] = await page.context().cookies();
    await page.getByRole("button", { name: "Your menu" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await see(page.getByText("You are signed out."));
    await page.goto("/support");
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    const old = await request(`${desk.url}/support`, { cookie: `${cookie.name}=${cookie.value}` });
    assert.equal(old.status, 303, "the session has ended on the server too");
  });

  test("the page that was asked for opens after signing in", async () => {
    const id = await desk.ticket({ title: "Asked for before signing in" });
    const page = await desk.page();
    await page.goto(`/support/${id}?from=mail`);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await fillSignIn(page, PEOPLE.affiliate);
    await page.waitForURL((url) => url.pathname === `/support/${id}` && url.search === "?from=mail");
  });

  test("no other site follows a sign-in", async () => {
    const foreign = ["https://evil.test/", "//evil.test/", "/\\evil.test/", "\\\\evil.test", "/\t/evil.test", "javascript:alert(1)", "https:evil.test"];
    const sent = await Promise.all(foreign.map((next) => desk.submit(null, "/sign-in", { ...PEOPLE.other, next })));
    assert.deepEqual(sent.map((answer) => [answer.status, answer.location]), foreign.map(() => [303, "/support"]));
    const page = await desk.page();
    await page.goto("/sign-in?next=https%3A%2F%2Fevil.test%2F");
    await fillSignIn(page, PEOPLE.affiliate);
    await page.waitForURL(`${desk.url}/support`);
  });

  test("the other side's panel is not there", async () => {
    for (const [name, path] of [["affiliate", "/desk"], ["affiliate", "/desk/new"], ["affiliate", "/desk?queue=all"], ["manager", "/support"], ["manager", "/support/new"], ["lead", "/support"]]) {
      const page = await desk.page(name);
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404, `${name} at ${path}`);
      await see(page.getByRole("heading", { name: "There is nothing here" }));
      await see(page.getByRole("link", { name: "Go to the first page" }));
      await page.context().close();
    }
  });

  test("the session's cookie is out of reach of scripts and of other sites", async () => {
    const [cookie] = await desk.newSession("other");
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, "Lax");
    assert.match(cookie.value, /^\S{32,}$/);
    const [next] = await desk.newSession("other");
    assert.notEqual(cookie.value, next.value, "every sign-in has a session of its own");
  });

  test("a form from another site is refused, and nothing happens", async () => {
    const [cookie] = await desk.newSession("other");
    const session = `${cookie.name}=${cookie.value}`;
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.test" }, { origin: "null" }]) {
      const form = urlencoded({});
      const answer = await request(`${desk.url}/sign-out`, { method: "POST", cookie: session, body: form.body, headers: { ...form.headers, ...headers } });
      assert.equal(answer.status, 403, JSON.stringify(headers));
      assert.match(answer.text, /This form came from another site/);
    }
    assert.equal((await request(`${desk.url}/support`, { cookie: session })).status, 200);
  });

  test("after too many attempts one has to wait, also with the right password", async () => {
    const email = "admin@demo.test";
    let answer;
    for (let attempt = 0; attempt < 60 && answer?.status !== 429; attempt += 1) {
      answer = await desk.submit(null, "/sign-in", { email, password: `wrong ${attempt}` });
    }
    assert.equal(answer.status, 429);
    const page = await desk.page();
    await page.goto("/sign-in");
    await fillSignIn(page, PEOPLE.admin);
    assert.match(await page.getByRole("alert").innerText(), /There were too many attempts. Try again in \d+ minutes?\./);
  });
});
