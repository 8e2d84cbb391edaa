// Asking for offers and deciding, from both sides.

import assert from "node:assert/strict";

import { suite, suiteOnBoth } from "../support/desk.mjs";
import { gone, see, sendWith } from "../support/see.mjs";

const QUESTIONS = "short *: Which sites?\nmany: Where from? | SEO | Push\nyes/no *: Do you buy traffic?";

suiteOnBoth("A request, from asking to access", ({ desk, test }) => {
  test("it is asked for, asked back, sent again, rejected, asked for again and approved", async () => {
    const set = await desk.submit("lead", "/desk/settings/questions/new", { version: "0", name: "Few questions", questions: QUESTIONS });
    assert.equal(set.status, 303);
    const sets = (await desk.send("lead", "/desk/settings/questions")).text;
    const question_set = sets.match(/questions\/(\d+)"[^>]*>Few questions/)[1];
    const offer = await desk.offer({
      title: "Roof Loans", question_set, terms: "- No brand bidding.", reapply_days: "7",
      tracking_template: "https://go.example/c?a={affiliate_id}",
    });
    const theirs = await desk.page("affiliate");
    const ours = await desk.page("manager");

    // Found while it is typed, asked for in place.
    await theirs.goto("/offers");
    await theirs.getByRole("searchbox", { name: "Search in titles" }).or(theirs.locator(".filters input[name=q]")).first().pressSequentially("roof");
    await theirs.waitForURL(/q=roof/);
    await see(theirs.getByRole("link", { name: "Roof Loans", exact: true }));
    await theirs.getByRole("button", { name: "Request access to Roof Loans" }).click();
    await theirs.getByRole("textbox", { name: "Which sites?" }).fill("roofs.example");
    await theirs.getByRole("checkbox", { name: "SEO" }).check();
    await theirs.getByRole("button", { name: "Request access" }).click();
    await see(theirs.getByText("Accept the terms to ask for this offer."));
    assert.equal(await theirs.getByRole("textbox", { name: "Which sites?" }).inputValue(), "roofs.example", "nothing is lost");
    await theirs.getByRole("radio", { name: "No" }).check();
    await theirs.getByRole("checkbox", { name: "I accept the terms (version 1)" }).check();
    await sendWith(theirs, "Request access", "Your request was sent.");
    await see(theirs.getByRole("heading", { name: "Access to offer: Roof Loans" }));
    await see(theirs.locator(".request-card").getByText("roofs.example"));
    const ticket = theirs.url().match(/support\/(\d+)/)[1];
    await theirs.goto("/support");
    const row = theirs.locator(`#ticket-${ticket}`);
    assert.match(await row.innerText(), /Access to offer: Roof Loans[\s\S]*Offer Request[\s\S]*Opened[\s\S]*Pending/);

    // Asked back: seen live, answered on the same ticket.
    await ours.goto(`/desk/tickets/${ticket}`);
    assert.equal(await ours.getByRole("button", { name: "Close ticket" }).count(), 0, "a decision closes it");
    await ours.getByRole("button", { name: "Ask for information" }).click();
    await see(ours.getByText("Write what you want to know."));
    await ours.getByRole("textbox", { name: "Message to the affiliate" }).fill("Which pages?");
    await theirs.goto(`/support/${ticket}`);
    await sendWith(ours, "Ask for information", "The affiliate was asked for more information.");
    await see(theirs.locator(".request-card").getByText("More information needed"));
    await see(theirs.getByText("Which pages?"));
    await theirs.getByRole("button", { name: "Answer and send again" }).click();
    assert.equal(await theirs.getByRole("textbox", { name: "Which sites?" }).inputValue(), "roofs.example");
    await theirs.getByRole("textbox", { name: "Which sites?" }).fill("roofs.example/solar");
    await sendWith(theirs, "Send again", "Your request was sent again.");

    // Rejected, with a date; seen in three places.
    await see(ours.locator(".request-card").getByText("roofs.example/solar"));
    await ours.reload();
    await ours.getByRole("button", { name: "Reject" }).click();
    await see(ours.getByText("Give the reason of the rejection."));
    await ours.getByRole("combobox", { name: "Reason" }).fill("The site is empty");
    await sendWith(ours, "Reject", "The request was rejected.");
    await theirs.goto(`/support/${ticket}`);
    await see(theirs.locator(".request-card").getByText("A new request is possible from"));
    await see(theirs.getByText("rejected the request: The site is empty"));
    await theirs.goto("/support");
    await see(row.getByText("Rejected"));
    await theirs.goto(`/offers/${offer}`);
    await see(theirs.getByText("A new request is possible from"));
    assert.equal(await theirs.getByRole("button", { name: "Request access" }).count(), 0);

    // On the day: asked for again, approved, and the link is there.
    await desk.pass(8);
    await theirs.reload();
    await see(theirs.getByText("A new request is possible now"));
    assert.equal(await theirs.getByRole("textbox", { name: "Which sites?" }).inputValue(), "roofs.example/solar", "filled in from the last time");
    await theirs.getByRole("radio", { name: "No" }).check();
    await theirs.getByRole("checkbox", { name: "I accept the terms (version 1)" }).check();
    await sendWith(theirs, "Request access", "Your request was sent.");
    const later = theirs.url().match(/support\/(\d+)/)[1];
    assert.notEqual(later, ticket, "a new request has a ticket of its own");
    await ours.goto(`/desk/tickets/${later}`);
    await sendWith(ours, "Approve", "The request was approved.");
    await theirs.goto(`/offers/${offer}`);
    await see(theirs.getByText("You have access"));
    assert.match(await theirs.getByRole("textbox", { name: "Tracking link" }).inputValue(), /^https:\/\/go\.example\/c\?a=\d+$/);

    // A manager may let them try at once, too.
    const again = await desk.offer({ title: "Shed Loans", tracking_template: "https://go.example/c?a={affiliate_id}" });
    const first = await desk.ask(again);
    assert.equal((await desk.decide("manager", first, "reject", { reason: "Not yet", again: "now" })).status, 303);
    await theirs.goto(`/support/${first}`);
    await theirs.getByRole("button", { name: "Request again" }).click();
    await sendWith(theirs, "Request access", "Your request was sent.");
    const second = theirs.url().match(/support\/(\d+)/)[1];
    assert.notEqual(second, String(first));
    await ours.goto(`/desk/tickets/${second}`);
    await sendWith(ours, "Approve", "The request was approved.");
    await theirs.goto(`/offers/${again}`);
    await see(theirs.getByText("You have access"));
    assert.match(await theirs.getByRole("textbox", { name: "Tracking link" }).inputValue(), /^https:\/\/go\.example\/c\?a=\d+$/);
  });
});

suite("Requests", ({ desk, test }) => {
  test("several offers are asked for at once, and each has its result", async () => {
    const titles = ["Tent One", "Tent Two", "Tent Three"];
    for (const title of titles) await desk.offer({ title, ...(title === "Tent Two" && { terms: "Be nice." }) });
    const page = await desk.page("affiliate");
    await page.goto("/offers?q=tent");
    for (const title of titles) await page.getByRole("checkbox", { name: `Select ${title}` }).check();
    await page.getByRole("button", { name: "Request selected" }).click();
    await page.getByRole("textbox", { name: "Comment" }).fill("All of them, please.");
    await page.getByRole("button", { name: "Send requests" }).click();
    await see(page.getByRole("heading", { name: "Your requests" }));
    const results = await page.locator("main .results li").allInnerTexts();
    assert.equal(results.filter((text) => text.includes("Sent") && !text.includes("Not sent")).length, 2);
    assert.match(results.find((text) => text.includes("Tent Two")), /Not sent[\s\S]*The terms were not accepted/);
  });

  test("many are decided at once, and what was decided meanwhile is named", async () => {
    const offer = await desk.offer({ title: "Bulk offer" });
    const mine = await desk.ask(offer);
    const other = await desk.offer({ title: "Bulk offer two" });
    const taken = await desk.ask(other);
    const page = await desk.page("lead");
    await page.goto("/desk/requests");
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("checkbox", { name: "Select all" }).uncheck();
    await page.goto(`/desk/requests?offer=${other}`);
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await see(page.locator("[data-selected]").getByText("1"));
    assert.equal((await desk.decide("manager", taken, "approve")).status, 303);
    await page.getByRole("button", { name: "Approve selected" }).click();
    await see(page.getByText("0 requests were decided."));
    await see(page.getByText("it was decided, withdrawn or expired meanwhile"));
    await page.goto(`/desk/requests?offer=${offer}`);
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Reject selected" }).click();
    await see(page.getByText("Give the reason of the rejection."));
    await page.getByRole("combobox", { name: "Reason" }).fill("The cap is full");
    await page.getByRole("button", { name: "Reject selected" }).click();
    await see(page.getByText("1 request was decided."));
    const ticket = await desk.page("affiliate");
    await ticket.goto(`/support/${mine}`);
    await see(ticket.locator(".request-card").getByText("Rejected"));
  });

  test("the list grows by itself, and what was chosen stays chosen", async () => {
    const offer = await desk.offer({ title: "Live offer" });
    const first = await desk.ask(offer);
    const page = await desk.page("lead");
    await page.goto(`/desk/requests?offer=${offer}`);
    await page.locator(`#request-${first}`).getByRole("checkbox").check();
    await page.getByRole("textbox", { name: "Message to the affiliate" }).fill("Welcome aboard.");
    const second = await desk.ask(offer, { as: "other" });
    await see(page.locator(`#request-${second}`));
    assert.equal(await page.locator(`#request-${first}`).getByRole("checkbox").isChecked(), true);
    assert.equal(await page.getByRole("textbox", { name: "Message to the affiliate" }).inputValue(), "Welcome aboard.");
    assert.equal(await page.locator(`#request-${second}`).getByRole("checkbox").isChecked(), false);
    assert.equal((await desk.decide("manager", first, "approve")).status, 303);
    await gone(page.locator(`#request-${first}`));
    assert.equal(await page.locator("[data-selected]").isHidden(), true, "nothing is chosen any more");
    await page.locator(`#request-${second}`).getByRole("checkbox").check();
    await page.getByRole("textbox", { name: "Message to the affiliate" }).fill("Where does your traffic come from?");
    await page.getByRole("button", { name: "Ask selected for information" }).click();
    await see(page.getByText("For 1 request the affiliate was asked for information."));
    const theirs = await desk.page("other");
    await theirs.goto(`/support/${second}`);
    await see(theirs.getByText("Where does your traffic come from?"));
  });

  test("two managers decide at the same moment: one decision, and the second is told", async () => {
    const id = await desk.ask(await desk.offer({ title: "Contested offer" }));
    const [maria, sofia] = [await desk.page("manager"), await desk.page("lead")];
    for (const page of [maria, sofia]) await page.goto(`/desk/tickets/${id}`);
    await maria.evaluate(() => document.querySelectorAll("[data-hears]").forEach((one) => { one.dataset.hears = ""; }));
    await sofia.evaluate(() => document.querySelectorAll("[data-hears]").forEach((one) => { one.dataset.hears = ""; }));
    await sendWith(maria, "Approve", "The request was approved.");
    const yes = desk.decide("manager", id, "approve");
    const no = desk.decide("lead", id, "reject", { reason: "No" });
    assert.deepEqual((await Promise.all([yes, no])).map(({ status }) => status), [409, 409]);
    const page = await desk.page("lead");
    await page.goto(`/desk/tickets/${id}`);
    assert.equal(await page.getByText("approved the request").count(), 1);
    assert.equal(await page.getByText("rejected the request").count(), 0);
  });

  test("a rule approves by itself, and staff read its name", async () => {
    const offer = await desk.offer({ title: "Ruled offer" });
    const page = await desk.page("admin");
    await page.goto("/desk/settings/rules/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Friends of the house");
    await page.getByRole("textbox", { name: "Offers" }).fill(String(offer));
    await page.getByRole("combobox", { name: "Action" }).selectOption("approve");
    await page.getByRole("button", { name: "Try on past requests" }).click();
    await see(page.getByText("it would have taken 0"));
    await page.getByRole("button", { name: "Save" }).click();
    await see(page.getByRole("link", { name: "Friends of the house" }));
    const id = await desk.ask(offer);
    await page.goto(`/desk/tickets/${id}`);
    await see(page.getByText("The rule “Friends of the house” approved the request"));
    const theirs = await desk.page("affiliate");
    await theirs.goto(`/support/${id}`);
    await see(theirs.getByText("The request was approved"));
    assert.equal(await theirs.getByText("Friends of the house").count(), 0);
  });

  test("a request is withdrawn, without scripts too", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const id = await desk.ask(await desk.offer({ title: `Regretted offer ${javaScriptEnabled}` }));
      const page = await desk.page("affiliate", { javaScriptEnabled });
      await page.goto(`/support/${id}`);
      await page.getByRole("button", { name: "Withdraw request" }).click();
      await sendWith(page, "Withdraw", "Your request was withdrawn.");
      await see(page.locator(".request-card").getByText("Withdrawn"));
      await gone(page.getByRole("button", { name: "Withdraw request" }));
    }
  });

  test("asking and deciding work without scripts", async () => {
    const offer = await desk.offer({ title: "Plain old offer" });
    const theirs = await desk.page("affiliate", { javaScriptEnabled: false });
    await theirs.goto(`/offers/${offer}`);
    await theirs.getByRole("button", { name: "Request access" }).click();
    await see(theirs.getByText("Your request was sent."));
    const id = theirs.url().match(/support\/(\d+)/)[1];
    const ours = await desk.page("manager", { javaScriptEnabled: false });
    await ours.goto(`/desk/tickets/${id}`);
    await ours.getByRole("button", { name: "Approve" }).click();
    await see(ours.getByText("The request was approved."));
  });
});
