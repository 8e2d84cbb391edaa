// Files on their way in as soon as they are picked: progress, refusals, removal, what happens when they do not get through.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { checkAxe } from "../support/axe.mjs";
import { SVG, file, four, gif, png, pngOf, zip } from "../support/samples.mjs";
import { errorOf, eventually, field, fillTicket, gone, see } from "../support/see.mjs";

suite("Uploads", ({ desk, test }) => {
  const newTicket = async (values) => {
    const page = await desk.page("affiliate");
    await page.goto("/support/new");
    await fillTicket(page, { type: "General questions", description: "With files.", ...values });
    return page;
  };
  const add = (page) => page.getByRole("button", { name: "Add", exact: true });
  const created = (page) => see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
  const row = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name: `Remove ${name}` }) });
  const attached = async (page) => (await page.locator("article .file-name").allInnerTexts()).map((name) => name.trim());
  const uploaded = (page, name) => row(page, name).locator("input[name=kept]").waitFor({ state: "attached" });
  /** Holds back what is sent to an address until it is let go. */
  const hold = async (page, url) => {
    const waiting = [];
    let open = false;
    await page.route(url, (route) => (open || route.request().method() !== "POST" ? route.continue() : new Promise((done) => { waiting.push(() => done(route.continue())); })));
    return () => {
      open = true;
      waiting.splice(0).forEach((go) => go());
    };
  };

  test("each file has its row with name, size, picture, and goes by itself", async () => {
    const page = await newTicket({ title: "Rows" });
    await field(page, "Attachment").setInputFiles(four());
    for (const name of ["screen.png", "photo.jpg", "anim.gif", "log.zip"]) await uploaded(page, name);
    await see(row(page, "screen.png").locator("canvas"));
    assert.match(await row(page, "screen.png").innerText(), /screen\.png\s+\d+ B/);
    await see(page.getByRole("status").filter({ hasText: /^Uploaded / }));
    await checkAxe(page, "uploaded files");
    let sent;
    page.on("request", (request) => { if (request.url().endsWith("/support/new") && request.method() === "POST") sent = request.postDataBuffer()?.length; });
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["screen.png", "photo.jpg", "anim.gif", "log.zip"]);
    assert.ok(sent < 4000, `the form itself is small: ${sent} bytes`);
  });

  test("progress is shown, and sending waits for it, once", async () => {
    const page = await newTicket({ title: "Slow line" });
    const session = await page.context().newCDPSession(page);
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400 * 1024 });
    let posts = 0;
    page.on("request", (request) => { posts += request.method() === "POST" && request.url().endsWith("/support/new") ? 1 : 0; });
    await field(page, "Attachment").setInputFiles([file("large.png", pngOf(1024 * 1024))]);
    const bar = page.getByRole("progressbar", { name: "Uploading large.png" });
    await see(bar);
    await checkAxe(page, "an upload on its way");
    await add(page).click();
    await field(page, "Title").press("Enter");
    await add(page).click({ force: true });
    await eventually(async () => {
      const value = await bar.evaluate((element) => element.value);
      assert.ok(value > 0 && value < 1, `${value}`);
    }, { every: 50 });
    assert.equal(posts, 0);
    assert.equal(await add(page).getAttribute("aria-disabled"), "true");
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await created(page);
    assert.equal(posts, 1);
    assert.deepEqual(await attached(page), ["large.png"]);
  });

  test("a file that is not what it says is refused while others upload, and sending stops once to say so", async () => {
    const page = await newTicket({ title: "Lies" });
    const go = await hold(page, "**/files");
    await field(page, "Attachment").setInputFiles([file("good.gif", gif()), file("lie.png", zip())]);
    await add(page).click();
    go();
    const sentence = "lie.png is not really a .png file. Save it as .png again, or choose another file.";
    await see(page.getByRole("alert").getByText(sentence));
    assert.equal(await errorOf(field(page, "Attachment")), sentence);
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "attachment"));
    assert.equal(new URL(page.url()).pathname, "/support/new");
    await page.getByRole("button", { name: "Remove lie.png" }).click();
    await gone(page.getByText(sentence));
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["good.gif"]);
  });

  test("a removed file makes room for the one too many", async () => {
    const page = await newTicket({ title: "Room for one" });
    const six = [...four(), file("5.png", png(5, 5)), file("6.png", png(6, 6))];
    await field(page, "Attachment").setInputFiles(six);
    await see(page.getByText("There are too many files. Attach 5 files at most."));
    await uploaded(page, "5.png");
    assert.equal(await row(page, "6.png").locator("input[name=kept]").count(), 0, "the sixth waits");
    const discarded = page.waitForRequest(/\/files\/\d+\/discard$/);
    await page.getByRole("button", { name: "Remove screen.png" }).click();
    await discarded;
    await uploaded(page, "6.png");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Remove photo.jpg");
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["photo.jpg", "anim.gif", "log.zip", "5.png", "6.png"]);
  });

  test("the same file picked twice is one", async () => {
    const page = await newTicket({ title: "The same twice" });
    // As a browser's file dialog gives it: the same file on the disk, of the same time.
    const pick = () => page.evaluate(([bytes]) => {
      const held = new DataTransfer();
      held.items.add(new File([Uint8Array.from(bytes)], "same.png", { type: "image/png", lastModified: 1 }));
      document.querySelector("#description").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: held }));
    }, [[...png()]]);
    await pick();
    await pick();
    await uploaded(page, "same.png");
    assert.equal(await row(page, "same.png").count(), 1);
    await add(page).click();
    await created(page);
    assert.equal((await attached(page)).length, 1);
  });

  test("a cut connection shows Retry, which goes through", async () => {
    const page = await newTicket({ title: "Retried" });
    page.context().removeAllListeners("console");
    await page.route("**/files", (route) => route.abort("connectionreset"));
    await field(page, "Attachment").setInputFiles([file("a.png", png())]);
    await see(row(page, "a.png").getByText("It did not get through yet. Try again, or send the form: it goes along."));
    await checkAxe(page, "an upload that failed");
    await page.unroute("**/files");
    await page.getByRole("button", { name: "Retry a.png" }).click();
    await uploaded(page, "a.png");
    assert.equal(await page.getByRole("button", { name: "Retry a.png" }).isVisible(), false);
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["a.png"]);
  });

  test("where files cannot go by themselves, the form carries them", async () => {
    const page = await newTicket({ title: "Carried along" });
    await page.route("**/files", (route) => route.fulfill({ status: 404, contentType: "text/html", body: "<h1>no</h1>" }));
    await field(page, "Attachment").setInputFiles([file("a.png", png()), file("b.gif", gif())]);
    await see(page.getByRole("button", { name: "Retry b.gif" }));
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["a.png", "b.gif"]);
  });

  test("uploaded files survive a reload", async () => {
    const page = await newTicket({ title: "Reloaded" });
    await field(page, "Attachment").setInputFiles([file("a.png", png()), file("b.gif", gif())]);
    await uploaded(page, "b.gif");
    await see(page.getByText("Draft saved"));
    await page.reload();
    await page.getByRole("button", { name: "Remove a.png" }).click();
    await field(page, "Attachment").setInputFiles([file("c.zip", zip())]);
    await uploaded(page, "c.zip");
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["b.gif", "c.zip"]);
  });

  test("pasted screenshots are named by the time, and the page lights up under a drop", async () => {
    const page = await newTicket({ title: "Pasted" });
    const give = (steps) => page.evaluate(([events, bytes]) => {
      for (const name of events) {
        const held = new DataTransfer();
        for (const size of [1, 2]) held.items.add(new File([Uint8Array.from(bytes)], name === "paste" ? "image.png" : `dropped ${size}.png`, { type: "image/png", lastModified: size }));
        const options = { bubbles: true, cancelable: true };
        if (name === "paste") document.querySelector("#description").dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: held }));
        else document.querySelector("nav").dispatchEvent(new DragEvent(name, { ...options, dataTransfer: held }));
      }
    }, [steps, [...png()]]);
    await give(["paste"]);
    await see(page.getByText(/^screenshot \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/));
    await see(page.getByText(/^screenshot \d{4}-\d\d-\d\d \d\d\.\d\d 2\.png$/));
    await give(["dragover"]);
    assert.equal(await page.locator("form[data-over]").getAttribute("data-over"), "Drop the files here to attach them");
    await give(["drop"]);
    assert.equal(await page.locator("form[data-over]").count(), 0);
    await uploaded(page, "dropped 2.png");
    await add(page).click();
    await created(page);
    assert.equal((await attached(page)).length, 4);
  });

  test("a session that ends while files upload: the text and the form are kept", async () => {
    const page = await desk.page(null);
    await page.context().addCookies(await desk.newSession("other"));
    await page.goto("/support/new");
    await fillTicket(page, { type: "General questions", title: "Ended meanwhile", description: "Kept." });
    await page.context().clearCookies();
    await field(page, "Attachment").setInputFiles([file("a.png", png())]);
    await see(row(page, "a.png").getByText("You are signed out. Send the form to sign in again; what you typed is kept."));
    await add(page).click();
    await see(page.getByText("You were signed out. Sign in again to go on; what you typed is kept."));
  });

  test("what the server cannot do keeps the page: an error page is a sentence, a dead connection too", async () => {
    const id = await desk.ticket({ title: "Errors" });
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    await page.getByRole("textbox", { name: "Comment" }).fill("Not lost.");
    page.context().removeAllListeners("console");
    page.context().removeAllListeners("response");
    const busy = `<main><div class="error-page"><p>503</p><h1>The service is busy</h1><p>Wait a few seconds, then try again.</p></div></main>`;
    for (const [answer, sentence] of [
      [(route) => route.fulfill({ status: 503, contentType: "text/html", body: busy }), "The service is busy. Wait a few seconds, then try again."],
      [(route) => route.fulfill({ status: 502, contentType: "text/plain", body: "bad gateway" }), "This did not get through. Check your connection, then send it again."],
      [(route) => route.abort("connectionreset"), "This did not get through. Check your connection, then send it again."],
    ]) {
      await page.route(`**/support/${id}`, (route) => (route.request().method() === "POST" ? answer(route) : route.continue()));
      await page.getByRole("button", { name: "Add comment" }).click();
      await see(page.getByRole("alert").filter({ hasText: sentence }));
      assert.equal(await page.getByRole("textbox", { name: "Comment" }).inputValue(), "Not lost.");
      await page.unroute(`**/support/${id}`);
    }
    const go = await hold(page, `**/support/${id}`);
    let posts = 0;
    page.on("request", (request) => { posts += request.method() === "POST" && request.url().endsWith(`/${id}`) ? 1 : 0; });
    await page.getByRole("textbox", { name: "Comment" }).press("Control+Enter");
    await page.getByRole("button", { name: "Add comment" }).click({ force: true });
    await page.getByRole("textbox", { name: "Comment" }).press("Control+Enter");
    go();
    await see(page.getByRole("status").filter({ hasText: "Your comment is added." }));
    assert.equal(posts, 1);
    assert.equal(await page.getByRole("article").count(), 2);
    assert.match(page.url(), /#message-\d+$/);
    assert.equal(await page.getByRole("textbox", { name: "Comment" }).inputValue(), "");
  });

  test("a refused file does not go with the second try", async () => {
    const page = await newTicket({ title: "Sent without it" });
    await field(page, "Attachment").setInputFiles([file("a.png", png()), file("b.png", SVG)]);
    await see(page.getByText(/^b\.png is not really/));
    await add(page).dblclick();
    await page.locator("[data-attach][data-told]").waitFor();
    assert.equal(new URL(page.url()).pathname, "/support/new", "a double click is one try");
    await add(page).click();
    await created(page);
    assert.deepEqual(await attached(page), ["a.png"]);
  });
});
