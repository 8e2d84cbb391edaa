// Drafts: what is typed is kept while it is typed, and is there again wherever the form is opened.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { checkAxe } from "../support/axe.mjs";
import { file, png } from "../support/samples.mjs";
import { eventually, field, fillTicket, gone, see } from "../support/see.mjs";

const RESTORED = "This is what you typed before and did not send.";
const SAVED = "Draft saved";

const state = (page, text = SAVED) => page.locator(".draft-state").filter({ hasText: text });
const comment = (page) => page.getByRole("textbox", { name: "Comment" });
const drafts = (page) => {
  const sent = [];
  page.on("request", (request) => { if (request.url().includes("/drafts/")) sent.push(request.url()); });
  return sent;
};

suite("Drafts", ({ desk, test }) => {
  const open = async (path, name = "affiliate") => {
    const page = await desk.page(name);
    await page.goto(path);
    return page;
  };

  test("typed, kept, found in another browser, sent from there, and gone everywhere", async () => {
    const page = await open("/support/new");
    await fillTicket(page, { type: "Payments", title: "Half a ticket", description: "One line,\nand another." });
    await field(page, "Period").fill("October");
    await field(page, "Attachment").setInputFiles([file("shot.png", png())]);
    await see(page.getByRole("button", { name: "Remove shot.png" }));
    await see(state(page));

    const there = await open("/support/new");
    await see(there.getByText(RESTORED));
    assert.equal(await field(there, "Type").inputValue(), "payments");
    assert.equal(await field(there, "Title").inputValue(), "Half a ticket");
    assert.equal(await field(there, "Description").inputValue(), "One line,\nand another.");
    assert.equal(await field(there, "Period").inputValue(), "October");
    await see(there.getByRole("button", { name: "Remove shot.png" }));
    await checkAxe(there, "a restored draft");
    await there.getByRole("button", { name: "Add", exact: true }).click();
    await see(there.getByRole("status").filter({ hasText: "The ticket is created." }));
    assert.deepEqual((await there.locator("article .file-name").allInnerTexts()).map((name) => name.trim()), ["shot.png"]);

    // The first browser still has the page, and types on.
    await field(page, "Title").fill("Half a ticket, late");
    await see(state(page, "Not saved as a draft: this form was sent already"));
    await page.reload();
    assert.equal(await field(page, "Title").inputValue(), "");
    assert.equal(await page.getByText(RESTORED).count(), 0);
  });

  test("a restored draft is thrown away", async () => {
    const id = await desk.ticket({ title: "To be discarded" });
    const page = await open(`/support/${id}`);
    await comment(page).fill("Never mind.");
    await see(state(page));
    await page.reload();
    await see(page.getByText(RESTORED));
    // Typed on in the same moment: nothing of it comes back.
    await comment(page).fill("Never mind, or should I?");
    await page.getByRole("button", { name: "Discard" }).click();
    await see(page.getByRole("status").filter({ hasText: "The draft is discarded." }));
    assert.equal(await comment(page).inputValue(), "");
    await page.reload();
    assert.equal(await comment(page).inputValue(), "");
  });

  test("Enter in a field sends the form and does not discard the draft", async () => {
    const page = await open("/support/new");
    await field(page, "Title").fill("Entered");
    await see(state(page));
    await page.reload();
    await see(page.getByText(RESTORED));
    await field(page, "Title").press("Enter");
    await see(page.getByText("Choose a type.", { exact: true }));
    assert.equal(await field(page, "Title").inputValue(), "Entered");
    await fillTicket(page, { type: "General questions", description: "D" });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
  });

  test("leaving the page at once still keeps it", async () => {
    const id = await desk.ticket({ title: "Left at once" });
    const page = await open(`/support/${id}`);
    await comment(page).fill("Written in a hurry.");
    await page.goto("/support");
    await eventually(async () => {
      await page.goto(`/support/${id}`);
      assert.equal(await comment(page).inputValue(), "Written in a hurry.");
    });
  });

  test("nothing is sent when nothing was changed", async () => {
    const id = await desk.ticket({ title: "Quiet" });
    const page = await open(`/support/${id}`);
    await comment(page).fill("Once.");
    await see(state(page));
    const sent = drafts(page);
    await page.reload();
    await see(page.getByText(RESTORED));
    await comment(page).focus();
    await page.goto("/support");
    await page.goto(`/support/${id}`);
    // Changed and changed back within a moment.
    await comment(page).evaluate((box) => {
      for (const text of ["Twice.", "Once."]) {
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    await page.goto("/support");
    assert.deepEqual(sent, []);
  });

  test("reply and note have drafts of their own, and sending one leaves the other", async () => {
    const id = await desk.ticket({ title: "Two boxes" });
    const page = await open(`/desk/tickets/${id}`, "manager");
    await page.getByRole("textbox", { name: "Reply" }).fill("A reply.");
    await page.getByRole("tab", { name: "Internal note" }).click();
    await page.getByRole("textbox", { name: "Internal note" }).fill("A note.");
    await see(page.locator("#note-form .draft-state").filter({ hasText: SAVED }));
    await page.getByRole("button", { name: "Add note" }).click();
    await see(page.getByRole("status").filter({ hasText: "Your note is added." }));
    await page.getByRole("tab", { name: "Reply" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Reply" }).inputValue(), "A reply.");
    assert.equal(await page.locator("#note").inputValue(), "");
  });

  test("New ticket to an affiliate", async () => {
    const page = await open("/desk/new", "manager2");
    await fillTicket(page, { title: "To whom it concerns" });
    await see(state(page));
    await page.reload();
    assert.equal(await field(page, "Title").inputValue(), "To whom it concerns");
    await page.getByRole("button", { name: "Discard" }).click();
    await see(page.getByText("The draft is discarded."));
  });

  test("two windows: the later one wins and says so", async () => {
    const id = await desk.ticket({ title: "Two windows" });
    const [one, two] = [await open(`/support/${id}`), await open(`/support/${id}`)];
    await comment(one).fill("From the first.");
    await see(state(one));
    await comment(two).fill("From the second.");
    await see(state(two, "Draft saved, in the place of one that you typed in another window"));
    await one.getByRole("button", { name: "Add comment" }).click();
    await see(one.getByRole("status").filter({ hasText: "Your comment is added." }));
    // What the second typed is not sent yet, and is there.
    await see(one.getByText(RESTORED));
    assert.equal(await comment(one).inputValue(), "From the second.");
  });

  test("two tabs of one browser are two forms, though the second page comes from its cache", async () => {
    const id = await desk.ticket({ title: "Two tabs" });
    const one = await open(`/support/${id}`);
    const two = await one.context().newPage();
    await two.goto(`/support/${id}`);
    await comment(one).fill("From the first.");
    await see(state(one));
    await comment(two).fill("From the second.");
    await see(state(two, "Draft saved, in the place of one that you typed in another window"));
    await one.getByRole("button", { name: "Add comment" }).click();
    await see(one.getByRole("status").filter({ hasText: "Your comment is added." }));
    await comment(two).fill("From the second, and more.");
    await see(state(two));
    await two.getByRole("button", { name: "Add comment" }).click();
    await see(two.getByRole("status").filter({ hasText: "Your comment is added." }));
    assert.deepEqual(await two.getByRole("article").locator(".prose").allInnerTexts().then((all) => all.slice(1)), ["From the first.", "From the second, and more."]);
  });

  test("without a connection it is said, and tried again", async () => {
    const id = await desk.ticket({ title: "No connection" });
    const page = await open(`/support/${id}`);
    page.context().removeAllListeners("console");
    await page.route("**/drafts/**", (route) => route.abort("internetdisconnected"));
    await comment(page).fill("Not through yet.");
    await see(state(page, "Draft not saved yet. It is tried again by itself."));
    await page.unroute("**/drafts/**");
    await see(state(page));
  });

  test("signed out in another tab: it is said, the text stays, and nobody else gets it", async () => {
    const page = await desk.page(null);
    await page.context().addCookies(await desk.newSession("affiliate"));
    await page.goto("/support/new");
    const tab = await page.context().newPage();
    await tab.goto("/account");
    await tab.getByRole("button", { name: "Your menu" }).click();
    await tab.getByRole("button", { name: "Sign out" }).click();
    await see(tab.getByText("You are signed out."));
    await field(page, "Title").fill("A secret of mine");
    await see(state(page, "You are signed out. What you typed stays on this page"));
    // Somebody else signs in at this browser, and the page is still open.
    await page.context().addCookies(await desk.newSession("other"));
    await field(page, "Title").fill("A secret of mine, still");
    await see(state(page, "You are signed out. What you typed stays on this page"));
    await tab.goto("/support/new");
    assert.equal(await field(tab, "Title").inputValue(), "");
    assert.equal(await tab.getByText(RESTORED).count(), 0);
    await tab.close();
  });

  test("the counter speaks when typing pauses near the limit", async () => {
    const page = await open("/support/new", "other");
    await field(page, "Title").fill(`${"👍".repeat(120)}  `);
    await see(page.getByText("120 / 140"));
    await see(page.getByRole("status").filter({ hasText: "120 of 140 characters" }));
    await field(page, "Title").fill("short");
    await gone(page.getByText("120 / 140"));
    await field(page, "Description").fill(`${"\n".repeat(50)}${"é".repeat(4499)}\r\n${"é".repeat(4499)}`);
    await see(page.getByText("8,999 / 10,000"));
  });
});
