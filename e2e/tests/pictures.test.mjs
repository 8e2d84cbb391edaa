// Pictures in a conversation: small ones that keep still, the light box, and the faces of the staff.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { file, movingGif, png, zip } from "../support/samples.mjs";
import { errorOf, eventually, field, gone, see, sendWith } from "../support/see.mjs";

const RED = [220, 40, 40];
const BLUE = [40, 40, 220];

suite("Pictures", ({ desk, test }) => {
  const box = (page) => page.getByRole("dialog");
  const shown = (page) => box(page).locator("img");
  const loaded = async (image) => {
    await see(image);
    await eventually(async () => assert.ok(await image.evaluate((one) => one.complete && one.naturalWidth > 0)), { every: 50 });
  };

  /** A ticket whose thumbnails are made. */
  const ticket = async (title) => {
    const id = await desk.ticket({ title, files: [
      file("first.png", png(1200, 800, RED)), file("log.zip", zip()), file("second.png", png(300, 900, BLUE)),
    ] });
    await desk.message("manager", id, "See how it blinks.", { files: [file("blink.gif", movingGif())] });
    await eventually(async () => {
      const { text } = await desk.send("affiliate", `/support/${id}`);
      assert.equal(text.match(/\/thumbnail"/g)?.length, 3);
      // The demo's own pictures come first.
    }, { within: 90_000 });
    return id;
  };

  test("thumbnails appear, in the room that was kept for them", async () => {
    const id = await ticket("Thumbnails");
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    const thumbnails = page.locator(".file-image img");
    assert.equal(await thumbnails.count(), 3);
    for (const image of await thumbnails.all()) {
      await image.scrollIntoViewIfNeeded();
      await loaded(image);
    }
    const sides = await thumbnails.evaluateAll((all) => all.map((one) => [one.width, one.height, one.naturalWidth, one.naturalHeight]));
    assert.deepEqual(sides, [[240, 160, 480, 320], [53, 160, 160, 480], [40, 30, 40, 30]]);
    // Each is what its file shows, and the file itself is a click away.
    const answer = await desk.send("affiliate", await page.getByRole("link", { name: /first\.png/ }).getAttribute("href"));
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
    await checkAxe(page, "a ticket with pictures");
  });

  test("a GIF keeps still until it is opened", async () => {
    const id = await ticket("A GIF");
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    const link = page.getByRole("link", { name: /^blink\.gif .* GIF, plays when it is opened$/ });
    const still = await desk.send("affiliate", await link.locator("img").getAttribute("src"));
    assert.equal(still.headers.get("content-type"), "image/jpeg");
    await link.click();
    await loaded(shown(page));
    const moving = await desk.send("affiliate", new URL(await shown(page).getAttribute("src")).pathname);
    assert.equal(moving.headers.get("content-type"), "image/gif");
    await box(page).getByRole("button", { name: "Close" }).click();
    // The dialog says that it closed a moment later.
    await eventually(async () => assert.equal(await page.locator(".lightbox img").count(), 0, "it plays no more"));
  });

  test("the light box, with a mouse", async () => {
    const id = await ticket("By mouse");
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    const link = page.getByRole("link", { name: /first\.png/ });
    await link.scrollIntoViewIfNeeded();
    const before = await link.boundingBox();
    await link.click();
    await see(page.getByRole("dialog", { name: "first.png" }));
    await loaded(shown(page));
    await see(box(page).getByText("1 of 3"));
    assert.equal(page.url().endsWith(`/support/${id}`), true, "the page stays");
    assert.deepEqual(await link.boundingBox(), before, "nothing behind it moves");
    const inside = await shown(page).boundingBox();
    assert.ok(inside.width <= 1440 && inside.y + inside.height <= 900, "all of it is seen");
    await checkAxe(page, "the light box");
    await box(page).getByRole("button", { name: "Next picture" }).click();
    await see(page.getByRole("dialog", { name: "second.png" }));
    await see(box(page).getByText("2 of 3"));
    await box(page).getByRole("button", { name: "Previous picture" }).click();
    await box(page).getByRole("button", { name: "Previous picture" }).click();
    await see(page.getByRole("dialog", { name: "blink.gif" }));
    const original = box(page).getByRole("link", { name: "Open in a new tab" });
    assert.match(await original.getAttribute("href"), /\/files\/\d+$/);
    assert.equal(await original.getAttribute("target"), "_blank");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      box(page).getByRole("link", { name: "Download" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "blink.gif");
    // Beside the picture is outside.
    await page.mouse.click(200, 860);
    await gone(box(page));
    // With Ctrl a link is a link: the click is left to the browser.
    const left = page.evaluate(() => new Promise((resolve) => {
      addEventListener("click", (event) => { resolve(!event.defaultPrevented); event.preventDefault(); }, { once: true });
    }));
    await link.click({ modifiers: ["Control"] });
    assert.equal(await left, true);
    assert.equal(await page.locator("dialog[open]").count(), 0);
  });

  test("the light box, with a keyboard", async () => {
    const id = await ticket("By keyboard");
    const page = await desk.page("manager", { colorScheme: "dark" });
    await page.goto(`/desk/tickets/${id}`);
    const link = page.getByRole("link", { name: /second\.png/ });
    await link.focus();
    await page.keyboard.press("Enter");
    await see(page.getByRole("dialog", { name: "second.png" }));
    await loaded(shown(page));
    await checkAxe(page, "the light box in the dark");
    await page.keyboard.press("ArrowRight");
    await see(page.getByRole("dialog", { name: "blink.gif" }));
    await page.keyboard.press("ArrowRight");
    await see(page.getByRole("dialog", { name: "first.png" }));
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await see(page.getByRole("dialog", { name: "second.png" }));
    await page.keyboard.press("Escape");
    await gone(box(page));
    assert.ok(await link.evaluate((one) => one === document.activeElement), "the focus is back");
    await page.evaluate(() => { document.documentElement.dir = "rtl"; });
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowLeft");
    await see(page.getByRole("dialog", { name: "blink.gif" }));
  });

  test("the light box, on a phone", async () => {
    const id = await ticket("By finger");
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await desk.page("affiliate", phone);
    await page.goto(`/support/${id}`);
    await page.getByRole("link", { name: /first\.png/ }).tap();
    await see(page.getByRole("dialog", { name: "first.png" }));
    await loaded(shown(page));
    const { x, width } = await shown(page).boundingBox();
    assert.ok(x >= 0 && x + width <= 390);
    await checkAxe(page, "the light box on a phone");
    const swipe = (from, to) => page.locator(".lightbox-view").evaluate((view, [from, to]) => {
      const touch = (clientX) => new Touch({ identifier: 1, target: view, clientX, clientY: 400 });
      view.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches: [touch(from)], changedTouches: [touch(from)] }));
      view.dispatchEvent(new TouchEvent("touchend", { bubbles: true, touches: [], changedTouches: [touch(to)] }));
    }, [from, to]);
    await swipe(300, 80);
    await see(page.getByRole("dialog", { name: "second.png" }));
    await swipe(80, 300);
    await see(page.getByRole("dialog", { name: "first.png" }));
    await box(page).getByRole("button", { name: "Next picture" }).tap();
    await see(page.getByRole("dialog", { name: "second.png" }));
    await box(page).getByRole("button", { name: "Close" }).tap();
    await gone(box(page));
  });

  test("without JavaScript a picture is a link to its file", async () => {
    const id = await ticket("No script");
    const page = await desk.page("affiliate", { javaScriptEnabled: false });
    await page.goto(`/support/${id}`);
    await page.getByRole("link", { name: /first\.png/ }).click();
    await page.waitForURL(/\/files\/\d+$/);
  });

  test("a manager's face", async () => {
    const page = await desk.page("manager2");
    await page.goto("/account");
    const picture = field(page, "Picture");
    await picture.setInputFiles(file("me.gif", movingGif()));
    await page.getByRole("button", { name: "Save picture" }).click();
    assert.match(await errorOf(picture), /^me\.gif cannot be attached/);
    await picture.setInputFiles(file("me.png", png(600, 400, BLUE)));
    await sendWith(page, "Save picture", "Your picture is saved.");
    const face = page.getByRole("main").locator("img.avatar");
    await loaded(face);
    const affiliate = await desk.page("other");
    await affiliate.goto("/support");
    const shown = affiliate.locator(".who img.avatar");
    await loaded(shown);
    assert.deepEqual([await shown.getAttribute("src"), await shown.getAttribute("alt")], [await face.getAttribute("src"), ""]);
    await checkAxe(page, "the account with a picture");
    await sendWith(page, "Remove picture", "Your picture is removed.");
    assert.equal(await page.locator("img.avatar").count(), 0);
    await affiliate.reload();
    assert.equal(await affiliate.locator("img.avatar").count(), 0);
  });
});
