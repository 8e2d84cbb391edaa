// Everything works with JavaScript off.

import assert from "node:assert/strict";

import { PEOPLE, suite } from "../support/desk.mjs";
import { fillSignIn } from "../support/people.mjs";
import { SVG, file, four, gif, png } from "../support/samples.mjs";
import { cells, errorOf, eventually, field, fillTicket, rowOf, see, sendWith } from "../support/see.mjs";

const OFF = { javaScriptEnabled: false };

suite("JavaScript off", ({ desk, test }) => {
  test("an affiliate signs in, lists, filters, creates with files, comments, and signs out", async () => {
    const page = await desk.page(null, OFF);
    await page.goto("/support");
    await fillSignIn(page, PEOPLE.affiliate);
    await page.waitForURL("**/support");
    await page.getByRole("button", { name: "Create ticket" }).click();
    const title = "Made without JavaScript";
    await fillTicket(page, { type: "Technical questions", title, description: "Plain.", files: four() });
    await field(page, "Click ID").fill("plain-1");
    await sendWith(page, "Add", "The ticket is created.");
    await see(page.getByText("plain-1"));
    assert.equal(await page.locator("article .file-name").count(), 4);
    const number = new URL(page.url()).pathname.split("/").pop();

    await page.getByRole("textbox", { name: "Comment" }).fill("And a comment.");
    await field(page, "Attachment").setInputFiles([file("more.png", png())]);
    await sendWith(page, "Add comment", "Your comment is added.");
    await see(page.getByRole("article").last().getByText("And a comment."));

    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Support" }).click();
    await page.getByRole("combobox", { name: "Type" }).selectOption({ label: "Technical questions" });
    await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "Opened" });
    await page.getByRole("searchbox", { name: "Text", exact: true }).fill("without javascript");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await see(rowOf(page, title));
    assert.equal((await cells(rowOf(page, title)))[0], number);
    assert.equal(await page.getByRole("combobox", { name: "Type" }).inputValue(), "technical");
    await page.getByRole("link", { name: "Updated" }).click();
    await see(rowOf(page, title));
    await page.getByRole("link", { name: "Clear filters" }).click();

    await page.getByRole("button", { name: "Your menu" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await see(page.getByText("You are signed out."));
  });

  test("what is refused comes back with its text and its good files", async () => {
    const page = await desk.page("affiliate", OFF);
    await page.goto("/support/new");
    await fillTicket(page, { type: "Payments", title: "Refused without JavaScript", description: "", files: [file("good.gif", gif()), file("bad.png", SVG)] });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    assert.equal(await errorOf(field(page, "Description")), "Describe what this is about.");
    assert.match(await errorOf(field(page, "Attachment")), /^bad\.png is not really a \.png file\./);
    assert.equal(await field(page, "Title").inputValue(), "Refused without JavaScript");
    assert.equal(await page.getByRole("checkbox", { name: /good\.gif/ }).isChecked(), true);
    await field(page, "Description").fill("Described.");
    await sendWith(page, "Add", "The ticket is created.");
    assert.deepEqual((await page.locator("article .file-name").allInnerTexts()).map((name) => name.trim()), ["good.gif"]);
  });

  test("a double click makes one ticket", async () => {
    const page = await desk.page("affiliate", OFF);
    await page.goto("/support/new");
    await fillTicket(page, { type: "General questions", title: "Twice without JavaScript", description: "Once." });
    await page.getByRole("button", { name: "Add", exact: true }).dblclick();
    await page.waitForURL(/\/support\/\d+$/);
    await page.goto("/support?q=%22Twice+without+JavaScript%22");
    await eventually(async () => assert.equal(await page.locator("tbody .row-link").count(), 1));
  });

  test("a manager finds, replies, notes, closes, reopens", async () => {
    const title = "Worked on without JavaScript";
    const id = await desk.ticket({ title });
    const page = await desk.page(null, OFF);
    await page.goto("/desk");
    await fillSignIn(page, PEOPLE.manager);
    await page.waitForURL("**/desk");
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^All/ }).click();
    await page.getByRole("searchbox", { name: "Text", exact: true }).fill(title);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await rowOf(page, title).getByRole("link", { name: title }).click();
    assert.equal(await page.getByRole("textbox", { name: "Internal note" }).isVisible(), false);
    await page.getByRole("textbox", { name: "Reply" }).fill("A plain reply.");
    await field(page.getByRole("tabpanel", { name: "Reply" }), "Attachment").setInputFiles([file("a.png", png())]);
    await sendWith(page, "Send reply", "Your reply is sent.");

    await page.getByRole("tab", { name: "Internal note" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Reply" }).isVisible(), false);
    await page.getByRole("textbox", { name: "Internal note" }).fill("A plain note.");
    await sendWith(page, "Add note", "Your note is added.");
    assert.ok(!(await desk.send("affiliate", `/support/${id}`)).text.includes("A plain note."));

    await sendWith(page, "Close ticket", "The ticket is closed.");
    await sendWith(page, "Reopen ticket", "The ticket is open again.");
    await page.getByRole("tab", { name: "Reply" }).click();
    await page.getByRole("textbox", { name: "Reply" }).fill("Done.");
    await sendWith(page, "Reply and close", "Your reply is sent and the ticket is closed.");
    await see(page.getByRole("button", { name: "Reopen ticket" }));
  });

  test("a bad note stays in its tab", async () => {
    const id = await desk.ticket({ title: "A bad note without JavaScript" });
    const page = await desk.page("manager", OFF);
    await page.goto(`/desk/tickets/${id}?tab=note`);
    await page.getByRole("button", { name: "Add note" }).click();
    assert.equal(await errorOf(page.getByRole("textbox", { name: "Internal note" })), "Write a comment.");
    assert.equal(await page.getByRole("tab", { name: "Internal note" }).getAttribute("aria-selected"), "true");
  });
});
