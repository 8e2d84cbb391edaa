// Bad input as a person makes it, with the page's own help: what is wrong is said, and what was typed stays.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { MOST, PDF, SVG, file, four, gif, png, pngOf, zip } from "../support/samples.mjs";
import { errorOf, eventually, field, fillTicket, gone, see } from "../support/see.mjs";

const FORMATS = ".jpg, .jpeg, .png, .gif or .zip";

suite("Refused in the browser", ({ desk, test }) => {
  const newTicket = async (values) => {
    const page = await desk.page("affiliate");
    await page.goto("/support/new");
    await fillTicket(page, values);
    return page;
  };
  const add = (page) => page.getByRole("button", { name: "Add", exact: true }).click();
  const said = (page) => page.locator("[data-attach] .field-errors").first();

  test("an empty form: each field says what it needs, and the first has the focus", async () => {
    const page = await newTicket({});
    await add(page);
    await see(page.getByText("Choose a type.", { exact: true }));
    assert.equal(await errorOf(field(page, "Type")), "Choose a type.");
    assert.equal(await errorOf(field(page, "Title")), "Enter a title.");
    assert.equal(await errorOf(field(page, "Description")), "Describe what this is about.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "type");
  });

  test("texts that are too long are counted while they are typed, refused, and still there", async () => {
    const page = await newTicket({ type: "Payments", title: "t".repeat(141), description: "d".repeat(10_001) });
    await see(page.getByText("141 / 140"));
    await see(page.getByText("10,001 / 10,000"));
    await add(page);
    await see(page.getByText("The title has 141 characters; 140 are allowed."));
    assert.match(await errorOf(field(page, "Title")), /^The title has 141 characters; 140 are allowed\. Shorten it\.$/);
    assert.match(await errorOf(field(page, "Description")), /^The description has 10,001 characters/);
    assert.equal(await field(page, "Title").inputValue(), "t".repeat(141));
    assert.equal(await field(page, "Description").inputValue(), "d".repeat(10_001));
    assert.equal(await field(page, "Type").inputValue(), "payments");
    await field(page, "Title").fill("Short now");
    await field(page, "Description").fill("Short too.");
    await add(page);
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
  });

  for (const [what, files, sentence] of [
    ["six files", [...four(), file("5.png", png()), file("6.png", png())], "There are too many files. Attach 5 files at most."],
    ["a file of 5 MB and one byte", [file("big.png", pngOf(MOST + 1))], "big.png is too large. A file may have 5 MB at most."],
    ["a PDF", [file("notes.pdf", PDF)], `notes.pdf cannot be attached. Choose a ${FORMATS} file.`],
    ["an empty file", [file("empty.png", Buffer.alloc(0))], "empty.png is empty. Choose another file."],
  ]) {
    test(`${what}: said at once, not sent, and mended by taking it away`, async () => {
      const title = `At once: ${what}`;
      const page = await newTicket({ type: "Payments", title, description: "Stays.", files });
      await see(said(page).getByText(sentence, { exact: true }));
      assert.equal(await errorOf(field(page, "Attachment")), sentence);
      let sent = 0;
      page.on("request", (request) => { sent += request.method() === "POST" && request.url().endsWith("/support/new") ? 1 : 0; });
      await add(page);
      await page.waitForTimeout(300);
      assert.equal(sent, 0, "nothing is sent that cannot be taken");
      await page.getByRole("button", { name: `Remove ${files.at(-1).name}` }).click();
      await gone(said(page));
      assert.equal(await field(page, "Title").inputValue(), title);
      await add(page);
      await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    });
  }

  for (const [what, bad, sentence] of [
    ["a PNG that is a ZIP", file("shot.png", zip()), "shot.png is not really a .png file. Save it as .png again, or choose another file."],
    ["an SVG named PNG", file("logo.png", SVG), "logo.png is not really a .png file. Save it as .png again, or choose another file."],
  ]) {
    test(`${what}: found by the server at once, the good file is kept, and the mended form is taken`, async () => {
      const page = await newTicket({ type: "Technical questions", title: what, description: "Stays.", files: [file("good.gif", gif()), bad] });
      await field(page, "Click ID").fill("abc-1");
      await add(page);
      await see(said(page).getByText(sentence, { exact: true }));
      assert.equal(await errorOf(field(page, "Attachment")), sentence);
      assert.equal(await field(page, "Title").inputValue(), what);
      assert.equal(await field(page, "Description").inputValue(), "Stays.");
      assert.equal(await field(page, "Type").inputValue(), "technical");
      assert.equal(await field(page, "Click ID").inputValue(), "abc-1");
      await see(page.getByRole("button", { name: "Remove good.gif" }));
      await field(page, "Attachment").setInputFiles([file("better.png", png())]);
      await add(page);
      await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
      assert.deepEqual((await page.locator("article .file-name").allInnerTexts()).map((name) => name.trim()).sort(), ["better.png", "good.gif"]);
    });
  }

  test("what was refused and left is there when the form is opened again", async () => {
    const page = await newTicket({ type: "General questions", description: "I will come back to this." });
    await add(page);
    await see(page.getByText("Enter a title.", { exact: true }));
    await page.goto("/support");
    await page.getByRole("button", { name: "Create ticket" }).click();
    await see(page.getByText("This is what you typed before and did not send."));
    assert.equal(await field(page, "Description").inputValue(), "I will come back to this.");
    assert.equal(await field(page, "Type").inputValue(), "general");
    await field(page, "Title").fill("Came back");
    await add(page);
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    await page.goto("/support/new");
    assert.equal(await field(page, "Description").inputValue(), "", "what was sent is no draft");
    assert.equal(await page.getByText("This is what you typed before").count(), 0);
  });

  test("an empty comment, reply and note are refused beside the box", async () => {
    const id = await desk.ticket({ title: "Empty answers" });
    const affiliate = await desk.page("affiliate");
    await affiliate.goto(`/support/${id}`);
    await affiliate.getByRole("button", { name: "Add comment" }).click();
    await see(affiliate.getByText("Write a comment.", { exact: true }));
    assert.equal(await errorOf(affiliate.getByRole("textbox", { name: "Comment" })), "Write a comment.");
    const manager = await desk.page("manager");
    await manager.goto(`/desk/tickets/${id}`);
    for (const button of ["Send reply", "Reply and close"]) {
      await manager.getByRole("button", { name: button }).click();
      await see(manager.getByText("Write a comment.", { exact: true }));
      assert.equal(await errorOf(manager.getByRole("textbox", { name: "Reply" })), "Write a comment.");
      await manager.goto(`/desk/tickets/${id}`);
    }
    await manager.getByRole("tab", { name: "Internal note" }).click();
    await manager.getByRole("button", { name: "Add note" }).click();
    await see(manager.getByText("Write a comment.", { exact: true }));
    assert.equal(await errorOf(manager.getByRole("textbox", { name: "Internal note" })), "Write a comment.");
    assert.equal(await manager.getByRole("tab", { name: "Internal note" }).getAttribute("aria-selected"), "true");
    assert.equal(await manager.getByRole("textbox", { name: "Reply" }).isVisible(), false);
  });

  test("a comment with a refused file keeps its text, and goes through once mended", async () => {
    const id = await desk.ticket({ title: "Mended comment" });
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    await page.getByRole("textbox", { name: "Comment" }).fill("With a picture.");
    await field(page, "Attachment").setInputFiles([file("a.png", png()), file("b.png", SVG)]);
    await page.getByRole("button", { name: "Add comment" }).click();
    await see(page.getByText("b.png is not really a .png file."));
    assert.equal(await page.getByRole("textbox", { name: "Comment" }).inputValue(), "With a picture.");
    await page.getByRole("button", { name: "Add comment" }).click();
    await see(page.getByRole("status").filter({ hasText: "Your comment is added." }));
    assert.deepEqual((await page.getByRole("article").last().locator(".file-name").allInnerTexts()).map((name) => name.trim()), ["a.png"]);
  });

  test("a double click on Add makes one ticket", async () => {
    for (const files of [[], [file("a.png", png())]]) {
      const title = `Clicked twice with ${files.length} files`;
      const page = await newTicket({ type: "General questions", title, description: "Once.", files });
      await page.getByRole("button", { name: "Add", exact: true }).dblclick();
      await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
      await page.goto(`/support?q=${encodeURIComponent(`"${title}"`)}`);
      await eventually(async () => assert.equal(await page.locator("tbody .row-link", { hasText: title }).count(), 1));
    }
  });

  test("back to a form that was sent, and sent again, makes nothing twice", async () => {
    const values = { type: "General questions", title: "Quollsent and back", description: "Once." };
    const page = await newTicket(values);
    await add(page);
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    const { pathname } = new URL(page.url());
    await page.goBack();
    await see(page.getByRole("heading", { name: "New ticket" }));
    // As a browser does that fills the form again with what was typed.
    await fillTicket(page, values);
    await add(page);
    await page.waitForURL((url) => url.pathname === pathname);
    await page.goto("/support?q=Quollsent");
    assert.equal(await page.locator("tbody .row-link").count(), 1);
  });

  test("files are pasted and dropped too", async () => {
    const page = await newTicket({ type: "General questions", title: "Pasted and dropped", description: "Both." });
    const give = (kind, name, buffer) => page.evaluate(([event, title, bytes]) => {
      const held = new DataTransfer();
      held.items.add(new File([Uint8Array.from(bytes)], title, { type: "image/png" }));
      const target = document.querySelector("#description");
      const options = { bubbles: true, cancelable: true };
      if (event === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: held }));
      else for (const step of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(step, { ...options, dataTransfer: held }));
    }, [kind, name, [...buffer]]);
    await give("paste", "pasted.png", png());
    await see(page.getByText("pasted.png", { exact: true }));
    await give("drop", "dropped.png", png(20, 20));
    await see(page.getByText("dropped.png", { exact: true }));
    await add(page);
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    assert.equal(await page.locator("article .file-name").count(), 2);
  });

  test("without a connection the form says so and keeps everything", async () => {
    const page = await newTicket({ type: "General questions", title: "Offline", description: "Still here.", files: [file("a.png", png())] });
    await page.route("**/support/new", (route) => (route.request().method() === "POST" ? route.abort("internetdisconnected") : route.continue()));
    // Chromium writes the broken connection to the console; that is what this test makes.
    page.context().removeAllListeners("console");
    await add(page);
    await see(page.getByRole("alert").filter({ hasText: "This did not get through. Check your connection, then send it again." }));
    assert.equal(await field(page, "Description").inputValue(), "Still here.");
    await page.unroute("**/support/new");
    await add(page);
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
  });
});
