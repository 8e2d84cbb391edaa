// Live: what one person does arrives on the open pages of others by itself, and nothing that is read moves.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite, suiteOnBoth } from "../support/desk.mjs";
import { eventually, field, gone, rowOf, see, sendWith } from "../support/see.mjs";

/** Waits until the page's stream is open, however many hints it missed before. */
const listening = (page) => page.waitForRequest((request) => request.url().includes("/live?since="));

const openAndListen = async (page, path) => {
  const stream = listening(page);
  await page.goto(path);
  await stream;
};

const topOf = (locator) => locator.evaluate((element) => Math.round(element.getBoundingClientRect().top));

suiteOnBoth("Live", ({ desk, test }) => {
  test("an answer, a note, a close and a comment arrive by themselves, on each side what is its own", async () => {
    const id = await desk.ticket({ title: "Arrives by itself" });
    const affiliate = await desk.page("affiliate");
    const manager = await desk.page("manager");
    await openAndListen(affiliate, `/support/${id}`);
    await openAndListen(manager, `/desk/tickets/${id}`);

    await desk.message("manager", id, "It is on its way.");
    await see(affiliate.getByRole("article").getByText("It is on its way."));
    await see(affiliate.getByRole("article").filter({ hasText: "It is on its way." }).getByText("New", { exact: true }));
    await see(manager.getByRole("article").getByText("It is on its way."));

    await desk.message("manager", id, "Only between us.", { kind: "note" });
    await see(manager.getByText("Only between us."));
    await desk.message("affiliate", id, "Thank you!", { kind: "comment" });
    await see(manager.getByText("Thank you!"));
    await see(affiliate.getByText("Thank you!"));
    assert.equal(await affiliate.getByText("Only between us.").count(), 0);

    await desk.submit("manager", `/desk/tickets/${id}/close`, {});
    await see(affiliate.locator(".ticket-head").getByText("Closed", { exact: true }));
    await see(affiliate.getByText("This ticket is closed. Your comment opens it again."));
    await see(manager.getByRole("button", { name: "Reopen ticket" }));
    await gone(manager.getByRole("button", { name: "Reply and close" }));
    await checkAxe(affiliate, "the ticket after all that");
    await checkAxe(manager, "the ticket after all that, for staff");
  });

  test("rows arrive and change in both lists", async () => {
    const affiliate = await desk.page("affiliate");
    const manager = await desk.page("manager");
    await openAndListen(affiliate, "/support");
    await openAndListen(manager, "/desk?queue=all");
    const title = "A row that arrives";
    const id = await desk.ticket({ title });
    await see(rowOf(affiliate, title));
    await see(rowOf(manager, title));
    await desk.message("manager", id, "An answer.");
    await see(rowOf(affiliate, title).getByRole("img", { name: "Answered by your manager" }));
    await see(rowOf(affiliate, title).getByText("New", { exact: true }));
    await see(rowOf(manager, title).getByText("Affiliate", { exact: true }));
    // Read in one tab, it is not new in the other.
    const tab = await affiliate.context().newPage();
    await tab.goto(`/support/${id}`);
    await gone(rowOf(affiliate, title).getByText("New", { exact: true }));
    await checkAxe(affiliate, "the list after all that");
  });

  test("somebody else's tickets are not even hinted at", async () => {
    const other = await desk.page("other");
    await openAndListen(other, "/support");
    const asked = [];
    other.on("request", (request) => { if (request.headers()["affdesk-live"]) asked.push(request.url()); });
    const foreign = await desk.ticket({ title: "None of their business" });
    await desk.message("manager", foreign, "Indeed.");
    const own = await desk.ticket({ as: "other", title: "Their own business" });
    await see(rowOf(other, "Their own business"));
    assert.ok(own > foreign);
    assert.equal(asked.length, 1, "one look, for the one ticket");
  });
});

suite("Live, without surprise", ({ desk, test }) => {
  test("what all pages may have missed they ask for at moments of their own", async () => {
    const page = await desk.page("affiliate");
    await page.addInitScript(() => {
      Math.random = () => .5;
      // What looks every ten seconds whether the page fell behind must not be what asks.
      const every = setInterval;
      setInterval = (run, time) => every(run, time === 10_000 ? 300 : time);
    });
    const asked = [];
    page.on("request", (request) => { if (request.headers()["affdesk-live"]) asked.push(Date.now()); });
    const stream = page.waitForResponse((response) => response.url().includes("/live?since="));
    await openAndListen(page, "/support");
    await stream;
    // What it may have missed while it was opened comes first.
    const opened = Date.now();
    await eventually(async () => assert.ok(Date.now() - Math.max(opened, ...asked) > 4500), { within: 20_000 });
    asked.length = 0;
    const tell = (what) => page.evaluate((told) => {
      const channel = new BroadcastChannel("affdesk-live");
      channel.postMessage([told, 0]);
      channel.close();
      return Date.now();
    }, what);

    const began = await tell("all");
    await page.waitForTimeout(500);
    await tell("all");
    await eventually(async () => assert.equal(asked.length, 1));
    const waited = asked[0] - began;
    assert.ok(waited >= 1500 && waited < 2500, `half of three seconds after the first hint, and not ${waited} ms`);

    // What is known to concern the page does not wait for that.
    await page.waitForTimeout(3000);
    assert.equal(asked.length, 1);
    await tell("all");
    const known = await tell("tickets");
    await eventually(async () => assert.equal(asked.length, 2));
    assert.ok(asked[1] - known < 1000, `${asked[1] - known} ms`);
  });

  test("what is read does not move; what came is offered", async () => {
    const page = await desk.page("affiliate", { viewport: { width: 1440, height: 600 } });
    await openAndListen(page, "/support");
    await page.evaluate(() => scrollTo(0, 400));
    const read = page.locator("tbody tr").nth(14);
    const [name, before] = [await read.getAttribute("id"), await topOf(read)];
    await desk.ticket({ title: "Came while somebody read" });
    await see(page.getByRole("button", { name: "1 new" }));
    assert.equal(await topOf(page.locator(`#${name}`)), before, "the row under the eyes stays");
    assert.equal(await rowOf(page, "Came while somebody read").count(), 0);
    await checkAxe(page, "the offer");
    await page.getByRole("button", { name: "1 new" }).click();
    await see(rowOf(page, "Came while somebody read"));
    await eventually(async () => assert.equal(await page.evaluate(() => scrollY), 0));
  });

  test("what is being written stays where it is, with the focus in it", async () => {
    const id = await desk.ticket({ title: "Both write at once", description: "A line.\n\n".repeat(60) });
    const page = await desk.page("affiliate", { viewport: { width: 1440, height: 700 } });
    await openAndListen(page, `/support/${id}`);
    const box = field(page, "Comment");
    await box.fill("Half a thou");
    await box.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const before = await topOf(box);
    await desk.message("manager", id, "An answer meanwhile.\n\n".repeat(4));
    await see(page.getByRole("article").filter({ hasText: "An answer meanwhile." }));
    assert.ok(Math.abs((await topOf(box)) - before) <= 1, "the box stays");
    await page.keyboard.type("ght");
    assert.equal(await box.inputValue(), "Half a thought");
  });

  test("a page that lost its connection catches up", async () => {
    const id = await desk.ticket({ title: "Asleep for a while" });
    const page = await desk.page("affiliate");
    await openAndListen(page, `/support/${id}`);
    await page.context().setOffline(true);
    await desk.message("manager", id, "Said while it slept.");
    await page.context().setOffline(false);
    await see(page.getByText("Said while it slept."));
    await desk.message("manager", id, "Said afterwards.");
    await see(page.getByText("Said afterwards."));
  });

  test("tabs share one stream, and the next one takes over", async () => {
    const id = await desk.ticket({ title: "In three tabs" });
    const first = await desk.page("affiliate");
    const streams = [];
    first.context().on("request", (request) => { if (request.url().includes("/live?")) streams.push(request.url()); });
    await openAndListen(first, `/support/${id}`);
    const second = await first.context().newPage();
    await second.goto(`/support/${id}`);
    const third = await first.context().newPage();
    await third.goto("/support");
    await desk.message("manager", id, "To all of them.");
    await see(second.getByText("To all of them."));
    await see(rowOf(third, "In three tabs").getByRole("img", { name: "Answered by your manager" }));
    await second.waitForTimeout(2_000);
    assert.equal(streams.length, 1);
    const taken = Promise.any([listening(second), listening(third)]);
    await first.close();
    await taken;
    await desk.message("manager", id, "To those that are left.");
    await see(second.getByText("To those that are left."));
    await gone(rowOf(third, "In three tabs").getByRole("cell", { name: "1", exact: true }));
  });

  test("a session that is ended elsewhere ends the page's stream, and keeps what was typed", async () => {
    const id = await desk.ticket({ title: "Ended elsewhere" });
    const cookies = await desk.newSession("affiliate");
    const page = await desk.page(null);
    await page.context().addCookies(cookies);
    await openAndListen(page, `/support/${id}`);
    await field(page, "Comment").fill("Half a thought");
    const account = await desk.page(null);
    await account.context().addCookies(await desk.newSession("affiliate"));
    await account.goto("/account");
    await field(account, "Current password").fill("demo-affiliate");
    await field(account, "New password").fill("demo-affiliate");
    await sendWith(account, "Change password", "Your password is changed.");
    const notice = page.getByRole("status").filter({ hasText: "You were signed out." });
    await see(notice);
    assert.equal(await field(page, "Comment").inputValue(), "Half a thought");
    await checkAxe(page, "the page of an ended session");
    await notice.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname === "/sign-in");
    assert.equal(new URL(page.url()).searchParams.get("next"), `/support/${id}`);
  });
});
