// A ticket from its first word to its last, by both who write in it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { suiteOnBoth } from "../support/desk.mjs";
import { file, four, jpeg, png, zip } from "../support/samples.mjs";
import { cells, eventually, field, fillTicket, gone, rowOf, see, sendWith, ticketOf } from "../support/see.mjs";

const ANSWERED = "Answered by your manager";

/** The links of a message's files, once its pictures have been drawn. */
const filesOf = async (message) => {
  const pictures = await message.getByRole("list", { name: "Files" }).locator("img").all();
  for (const picture of pictures) {
    await picture.scrollIntoViewIfNeeded();
    await eventually(async () => assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0)));
  }
  return message.getByRole("list", { name: "Files" }).getByRole("link");
};

suiteOnBoth("A ticket", ({ desk, test }) => {
  test("an affiliate creates one with four files, and each comes back as it was", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support");
    assert.deepEqual((await page.getByRole("columnheader").allInnerTexts()).map((text) => text.trim()),
      ["ID", "Date created", "Ticket title", "Ticket type", "Answers", "Status", "Updated"]);
    await page.getByRole("button", { name: "Create ticket" }).click();
    await see(page.getByRole("heading", { name: "New ticket" }));
    assert.deepEqual((await field(page, "Type").getByRole("option").allInnerTexts()).slice(1),
      ["General questions", "Payments", "Technical questions"]);
    assert.equal(await field(page, "Click ID").isVisible(), false, "other types' fields are out of the way");

    const title = "Clicks are missing since Monday";
    await fillTicket(page, { type: "Technical questions", title, description: "All of them.\nFrom one source.\n\nSee https://example.com/log?a=1&b=2.", files: four() });
    await field(page, "Click ID").fill("7f3a-11");
    for (const one of four()) await see(page.getByText(one.name, { exact: true }));
    await page.getByRole("button", { name: "Remove anim.gif" }).click();
    await gone(page.getByText("anim.gif", { exact: true }));
    await field(page, "Attachment").setInputFiles([file("anim.gif", four()[2].buffer)]);
    await sendWith(page, "Add", "The ticket is created.");
    assert.match(new URL(page.url()).pathname, /^\/support\/\d+$/);

    await see(page.getByRole("heading", { level: 1, name: title }));
    await see(page.getByText("Opened", { exact: true }));
    await see(page.getByText("7f3a-11"));
    const text = page.getByRole("article").first().locator(".prose");
    assert.equal(await text.innerText(), "All of them.\nFrom one source.\n\nSee https://example.com/log?a=1&b=2.", "paragraphs and lines are kept");
    assert.equal(await text.getByRole("link").getAttribute("href"), "https://example.com/log?a=1&b=2");
    const links = await filesOf(page.getByRole("article").first());
    const names = (await links.allInnerTexts()).map((text) => text.trim().split("\n")[0]);
    assert.deepEqual([...names].sort(), four().map((one) => one.name).sort());
    for (const one of four()) {
      const href = await links.filter({ hasText: one.name }).getAttribute("href");
      const answer = await desk.send("affiliate", href);
      assert.equal(answer.status, 200);
      assert.ok(answer.bytes.equals(one.buffer), `${one.name} is what was sent`);
      assert.equal(answer.headers.get("content-type"), one.mimeType);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      assert.match(answer.headers.get("content-security-policy"), /sandbox/);
      const how = one.name.endsWith(".zip") ? "attachment" : "inline";
      assert.equal(answer.headers.get("content-disposition"), `${how}; filename="${one.name}"`);
    }
    const [download] = await Promise.all([page.waitForEvent("download"), links.filter({ hasText: "log.zip" }).click()]);
    assert.equal(download.suggestedFilename(), "log.zip");
    assert.ok((await readFile(await download.path())).equals(zip()));

    await page.goto("/support");
    const row = await cells(rowOf(page, title));
    assert.deepEqual([row[2], row[3], row[4], row[5]], [title, "Technical questions", "0", "Opened"]);
    assert.equal(await rowOf(page, title).getByRole("img", { name: ANSWERED }).count(), 0, "nobody has answered yet");
  });

  test("a file that is asked for again, or in part, is answered so", async () => {
    const id = await desk.ticket({ title: "A file in parts", files: [file("a.png", png())] });
    const href = (await desk.send("affiliate", `/support/${id}`)).text.match(/\/files\/\d+/)[0];
    const whole = await desk.send("affiliate", href);
    const again = await desk.send("affiliate", href, { headers: { "if-none-match": whole.headers.get("etag") } });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
    const part = await desk.send("affiliate", href, { headers: { range: "bytes=1-3" } });
    assert.deepEqual([part.status, part.text, part.headers.get("content-range")], [206, "PNG", `bytes 1-3/${whole.bytes.length}`]);
    const beyond = await desk.send("affiliate", href, { headers: { range: "bytes=999999-" } });
    assert.equal(beyond.status, 416);
  });

  test("the manager finds it in the queue and answers; the affiliate sees the checkmark and what is new", async () => {
    const title = "Where is my payment for October";
    const id = await desk.ticket({ title, type: "payments", amount: "1,280 USD", transaction_id: "TX-77" });
    const manager = await desk.page("manager");
    await manager.goto("/desk");
    assert.equal(await manager.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^Waiting on us/ }).getAttribute("aria-current"), "page");
    await manager.getByRole("searchbox", { name: "Text", exact: true }).fill("payment October");
    await manager.getByRole("button", { name: "Filter", exact: true }).click();
    await see(rowOf(manager, title));
    const waiting = await cells(rowOf(manager, title));
    assert.equal(waiting[0], String(id));
    assert.match(waiting[6], /^Us/);
    // The whole row leads there; the link lies over its cells.
    await rowOf(manager, title).getByRole("cell").nth(4).click({ force: true });
    await manager.waitForURL(`**/desk/tickets/${id}`);
    await see(manager.getByText("1,280 USD"));
    await see(manager.getByText("TX-77"));

    const tabs = manager.getByRole("tab");
    assert.deepEqual((await tabs.allInnerTexts()).map((text) => text.trim()), ["Reply", "Internal note"]);
    assert.equal(await manager.getByRole("tab", { name: "Reply" }).getAttribute("aria-selected"), "true");
    assert.equal(await manager.getByRole("textbox", { name: "Internal note" }).isVisible(), false);
    await manager.getByRole("textbox", { name: "Reply" }).fill("It left us on Friday. The receipt is attached.");
    await field(manager.getByRole("tabpanel", { name: "Reply" }), "Attachment").setInputFiles([file("receipt.jpg", jpeg())]);
    await sendWith(manager, "Send reply", "Your reply is sent.");
    assert.equal(new URL(manager.url()).pathname, `/desk/tickets/${id}`);
    await see(manager.getByText("Waiting on: Affiliate"));

    const affiliate = await desk.page("affiliate");
    await affiliate.goto("/support");
    const row = rowOf(affiliate, title);
    await see(row.getByRole("img", { name: ANSWERED }));
    await see(row.getByText("New", { exact: true }));
    assert.ok(await row.getByRole("link").evaluate((link) => Number(getComputedStyle(link).fontWeight) >= 600), "the row is bold");
    assert.equal((await cells(row))[4], "1");
    await row.getByRole("link", { name: title }).click();
    const answer = affiliate.getByRole("article").last();
    await see(answer.getByText("It left us on Friday."));
    await see(answer.getByText("New", { exact: true }));
    await see(answer.getByText("Manager", { exact: true }));
    assert.match((await (await filesOf(answer)).allInnerTexts()).join(), /receipt\.jpg/);
    await eventually(async () => {
      await affiliate.goto("/support");
      assert.equal(await row.getByText("New", { exact: true }).count(), 0, "what was opened is not new");
    });
    await see(row.getByRole("img", { name: ANSWERED }));

    await row.getByRole("link", { name: title }).click();
    await affiliate.getByRole("textbox", { name: "Comment" }).fill("It is here now, thank you!");
    await field(affiliate, "Attachment").setInputFiles([file("statement.zip", zip())]);
    await sendWith(affiliate, "Add comment", "Your comment is added.");
    await see(affiliate.getByRole("article").last().getByText("It is here now, thank you!"));
    await affiliate.goto("/support");
    await see(row.getByRole("img", { name: ANSWERED }));
    assert.equal((await cells(row))[4], "2");

    await manager.goto("/desk?q=payment+October");
    assert.match((await cells(rowOf(manager, title)))[6], /^Us/, "it waits on us again");
    assert.match((await cells(rowOf(manager, title)))[8], /Ours: 1.*Theirs: 1/);
    await rowOf(manager, title).getByRole("link", { name: title }).click();
    await see(manager.getByRole("article").last().getByText("It is here now, thank you!"));
  });

  test("without files, what was sent leads to the new message", async () => {
    const id = await desk.ticket({ title: "To the new message" });
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    await page.getByRole("textbox", { name: "Comment" }).fill("The newest one.");
    await sendWith(page, "Add comment", "Your comment is added.");
    const { hash } = new URL(page.url());
    await see(page.locator(hash).getByText("The newest one."));
    await page.reload();
    assert.equal(await page.locator(".flash").count(), 0, "what was done is said once");
  });

  test("a prefetch does not count as reading", async () => {
    const title = "Prefetched and not read";
    const id = await desk.ticket({ title });
    await desk.message("manager", id, "An answer.");
    assert.equal((await desk.send("affiliate", `/support/${id}`, { headers: { "sec-purpose": "prefetch" } })).status, 200);
    const page = await desk.page("affiliate");
    await page.waitForTimeout(500);
    await page.goto("/support");
    await see(rowOf(page, title).getByText("New", { exact: true }));
  });

  test("an internal note never reaches the affiliate: not its text, its files, a count, a mark or the search", async () => {
    const title = "A ticket with a note";
    const id = await desk.ticket({ title });
    const secret = "Quokkasettlement";
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    await manager.getByRole("tab", { name: "Internal note" }).click();
    assert.equal(await manager.getByRole("textbox", { name: "Reply" }).isVisible(), false, "one is open at a time");
    assert.equal(await manager.getByRole("button", { name: "Send reply" }).isVisible(), false);
    await manager.getByRole("textbox", { name: "Internal note" }).fill(`${secret}: do not tell.`);
    await field(manager.getByRole("tabpanel", { name: "Internal note" }), "Attachment").setInputFiles([file("secret.png", png())]);
    await sendWith(manager, "Add note", "Your note is added.");
    const note = manager.getByRole("article").last();
    await see(note.getByText("Only staff see this"));
    const href = await (await filesOf(note)).first().getAttribute("href");

    const affiliate = await desk.page("affiliate");
    await affiliate.goto(`/support/${id}`);
    const text = await affiliate.content();
    assert.ok(!text.includes(secret) && !text.includes("secret.png") && !text.includes(href));
    assert.equal((await desk.send("affiliate", href)).status, 404);
    assert.equal((await desk.send("manager", href)).status, 200);
    assert.equal((await affiliate.goto(`/support?q=${secret}`)).status(), 200);
    await see(affiliate.getByText("No ticket fits these filters"));
    await affiliate.goto("/support");
    assert.equal((await cells(rowOf(affiliate, title)))[4], "0");
    assert.equal(await rowOf(affiliate, title).getByText("New", { exact: true }).count(), 0);
    assert.equal(await rowOf(affiliate, title).getByRole("img", { name: ANSWERED }).count(), 0);

    await manager.goto(`/desk?queue=all&q=${secret}`);
    await see(rowOf(manager, title));
    assert.match((await cells(rowOf(manager, title)))[6], /^Us/, "a note answers nobody");
  });

  test("the manager closes; the box says beforehand that a comment reopens; a comment does", async () => {
    const title = "Closed and open again";
    const id = await desk.ticket({ title });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    await sendWith(manager, "Close ticket", "The ticket is closed.");
    assert.equal(await manager.getByRole("button", { name: "Close ticket" }).count(), 0);
    assert.equal(await manager.getByRole("button", { name: "Reply and close" }).count(), 0);
    await see(manager.getByText(/ closed the ticket/));

    const affiliate = await desk.page("affiliate");
    await affiliate.goto("/support?status=closed");
    assert.equal((await cells(rowOf(affiliate, title)))[5], "Closed");
    await rowOf(affiliate, title).getByRole("link").click();
    await see(affiliate.getByText("This ticket is closed. Your comment opens it again."));
    await affiliate.getByRole("textbox", { name: "Comment" }).fill("One more thing.");
    await sendWith(affiliate, "Add comment", "Your comment is added.");
    await see(affiliate.getByText("Opened", { exact: true }));
    await see(affiliate.getByText(/^The comment of .+ reopened the ticket/));
    assert.equal(await affiliate.getByText("Your comment opens it again.").count(), 0);

    await manager.goto(`/desk?q=${encodeURIComponent(title)}`);
    await see(rowOf(manager, title));
  });

  test("reply and close, and open again by hand", async () => {
    const title = "Answered and closed in one";
    const id = await desk.ticket({ title });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    await manager.getByRole("textbox", { name: "Reply" }).fill("Done, and done.");
    await sendWith(manager, "Reply and close", "Your reply is sent and the ticket is closed.");
    const affiliate = await desk.page("affiliate");
    await affiliate.goto(`/support/${id}`);
    await see(affiliate.getByRole("article").getByText("Done, and done."));
    await see(affiliate.getByText("Closed", { exact: true }));
    await sendWith(manager, "Reopen ticket", "The ticket is open again.");
    await affiliate.reload();
    await see(affiliate.getByText("Opened", { exact: true }));
    await see(affiliate.getByText(/ reopened the ticket/));
  });

  test("with files, too, Reply and close replies and closes", async () => {
    const id = await desk.ticket({ title: "Closed with a file" });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    await manager.getByRole("textbox", { name: "Reply" }).fill("See the picture.");
    await field(manager.getByRole("tabpanel", { name: "Reply" }), "Attachment").setInputFiles([file("last.png", png())]);
    await sendWith(manager, "Reply and close", "Your reply is sent and the ticket is closed.");
    assert.match((await (await filesOf(manager.getByRole("article").last())).allInnerTexts()).join(), /last\.png/);
  });

  test("what is written in one tab stays while the other is open", async () => {
    const id = await desk.ticket({ title: "Two tabs" });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    await manager.getByRole("textbox", { name: "Reply" }).fill("For the affiliate.");
    await manager.getByRole("tab", { name: "Internal note" }).click();
    await manager.getByRole("textbox", { name: "Internal note" }).fill("For us.");
    assert.match(manager.url(), /tab=note/);
    await manager.getByRole("tab", { name: "Reply" }).click();
    assert.equal(await manager.getByRole("textbox", { name: "Reply" }).inputValue(), "For the affiliate.");
    await sendWith(manager, "Send reply", "Your reply is sent.");
    const thread = (await desk.send("affiliate", `/support/${id}`)).text;
    assert.ok(thread.includes("For the affiliate.") && !thread.includes("For us."));
  });

  test("a manager opens a ticket to an affiliate, and the affiliate sees it", async () => {
    const id = await desk.ticket({ title: "Names the affiliate" });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    const panel = manager.getByRole("complementary", { name: "Affiliate" });
    await panel.getByRole("link", { name: "New ticket" }).click();
    assert.match(await field(manager, "Affiliate").inputValue(), /^\d+$/);
    const title = "Your new offer is ready";
    await fillTicket(manager, { type: "General questions", title, description: "Have a look.", files: [file("offer.png", png())] });
    await sendWith(manager, "Add", "The ticket is created.");
    const made = ticketOf(manager);
    assert.match(new URL(manager.url()).pathname, /^\/desk\/tickets\//);
    const affiliate = await desk.page("affiliate");
    await affiliate.goto("/support");
    await see(rowOf(affiliate, title).getByText("New", { exact: true }));
    await affiliate.goto(`/support/${made}`);
    await see(affiliate.getByText("Have a look."));
  });

  test("a ticket of the shared queue is taken by one manager", async () => {
    const manager = await desk.page("manager");
    await manager.goto("/desk?queue=shared");
    const link = manager.locator("tbody .row-link").first();
    const title = (await link.innerText()).trim();
    await link.click();
    const id = ticketOf(manager);
    await sendWith(manager, "Take ticket", "The ticket is yours.");
    assert.equal(await manager.getByRole("button", { name: "Take ticket" }).count(), 0);
    await see(manager.getByText(/ took the ticket/));
    const second = await desk.submit("manager2", `/desk/tickets/${id}/take`, {});
    assert.ok([404, 409].includes(second.status), `the second is told (${second.status})`);
    await manager.goto(`/desk?queue=shared&q=${encodeURIComponent(title)}`);
    assert.equal(await manager.locator(`a[href="/desk/tickets/${id}"]`).count(), 0);
  });
});
