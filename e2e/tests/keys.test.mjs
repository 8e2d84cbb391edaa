// Single keys, the dialog that shows them, and the command palette.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { field, gone, see } from "../support/see.mjs";

const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
const has = async (locator) => {
  await see(locator);
  await locator.page().waitForFunction((element) => element === document.activeElement, await locator.elementHandle());
};

suite("Keys", ({ desk, test }) => {
  test("a manager moves, opens, answers, notes, closes and goes back", async () => {
    const page = await desk.page("manager");
    const { keyboard } = page;
    await page.goto("/desk");
    const rows = page.locator(".row-link");
    await keyboard.press("j");
    await has(rows.nth(0));
    await keyboard.press("j");
    await keyboard.press("j");
    await keyboard.press("k");
    await has(rows.nth(1));
    for (let row = 2; row < 20; row += 1) await keyboard.press("j");
    const box = await rows.nth(19).boundingBox();
    assert.ok(box.y > 56 && box.y + box.height < 900, "the row is in sight");
    const title = await rows.nth(19).innerText();
    await keyboard.press("Enter");
    await page.waitForURL(/\/desk\/tickets\/\d+$/);
    await keyboard.press("n");
    await has(page.getByRole("textbox", { name: "Internal note" }));
    await keyboard.type("jk? c u");
    assert.equal(await page.getByRole("textbox", { name: "Internal note" }).inputValue(), "jk? c u", "keys that are typed do nothing else");
    await keyboard.press("Escape");
    await keyboard.press("r");
    await has(page.getByRole("textbox", { name: "Reply" }));
    await keyboard.press("Escape");
    await keyboard.press("u");
    await page.waitForURL("**/desk");
    await keyboard.press("j");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), title, "it goes on where it was left");

    const id = await desk.ticket({ title: "Closed by a key" });
    await page.goto(`/desk/tickets/${id}`);
    await keyboard.press("c");
    await see(page.getByRole("status").filter({ hasText: "The ticket is closed." }));
    await keyboard.press("g");
    await keyboard.press("m");
    await page.waitForURL("**/account");
    await keyboard.press("g");
    await keyboard.press("t");
    await page.waitForURL("**/desk");
    await keyboard.press("/");
    await has(page.getByRole("searchbox", { name: "Search", exact: true }));
  });

  test("letters are letters on a Cyrillic keyboard, and nothing fires with modifiers, while composing, or when turned off", async () => {
    const id = await desk.ticket({ title: "Клавиши" });
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    const comment = page.getByRole("textbox", { name: "Comment" });
    const press = (key, code, more = {}) => page.evaluate(([key, code, more]) =>
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more })), [key, code, more]);
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }, { shiftKey: true }]) {
      await press(more.shiftKey ? "R" : "r", "KeyR", more);
      assert.equal(await focused(comment), false, JSON.stringify(more));
    }
    assert.equal(await comment.getAttribute("aria-keyshortcuts"), "r");
    await press("к", "KeyR");
    await has(comment);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Your menu" }).click();
    await page.keyboard.press("r");
    assert.equal(await focused(comment), false, "not while the menu is open");
    const saved = page.waitForResponse((response) => response.url().endsWith("/account/display"));
    await page.getByRole("group", { name: "Single-key shortcuts" }).getByRole("button", { name: "Off" }).click();
    await saved;
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");
    assert.equal(await focused(comment), false, "turned off at once");
    assert.equal(await comment.getAttribute("aria-keyshortcuts"), null);
    await page.reload();
    await page.keyboard.press("r");
    await page.keyboard.press("?");
    assert.equal(await focused(comment), false, "and on the next page");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await desk.submit("affiliate", "/account/display", { shortcuts: "true" });
  });

  test("? shows the keys that work here", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support");
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await see(dialog.getByText("Next row"));
    assert.equal(await dialog.getByText("Comment", { exact: true }).count(), 0, "there is nothing to comment on here");
    await checkAxe(page, "the keys");
    await page.keyboard.press("Escape");
    await gone(dialog);
    await page.goto("/support/new");
    await page.getByRole("button", { name: "Your menu" }).click();
    await page.getByRole("link", { name: "Keyboard shortcuts" }).click();
    await see(dialog.getByText("Back to the list"));
    assert.equal(await dialog.getByText("Next row").count(), 0);
  });

  test("the palette finds pages, actions, tickets and affiliates", async () => {
    const title = "Found by its words alone";
    const id = await desk.ticket({ title });
    const page = await desk.page("manager");
    const { keyboard } = page;
    await page.goto(`/desk/tickets/${id}`);
    const reply = page.getByRole("textbox", { name: "Reply" });
    await reply.fill("Half a sentence");
    await keyboard.press("Control+k");
    const dialog = page.getByRole("dialog", { name: "Command palette" });
    const box = dialog.getByRole("combobox");
    await has(box);
    await checkAxe(page, "the palette");
    await keyboard.type("theme dark");
    await see(dialog.getByRole("option", { name: "Theme: Dark", selected: true }));
    assert.equal(await dialog.getByRole("option").count(), 1);
    await keyboard.press("Enter");
    await gone(dialog);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    assert.equal(await reply.inputValue(), "Half a sentence");
    assert.ok(await focused(reply), "the focus is where it was");

    await keyboard.press("Control+k");
    await has(box);
    await keyboard.type("words alone");
    await see(dialog.getByRole("option", { name: title }));
    await checkAxe(page, "the palette with tickets");
    await keyboard.press("Control+k");
    await gone(dialog);
    await keyboard.press("Control+k");
    await has(box);
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowUp");
    await keyboard.press("ArrowUp");
    await see(dialog.getByRole("option", { name: "Sign out", selected: true }));
    await keyboard.type("zzzz");
    await see(dialog.getByText("Nothing fits."));
    await field(dialog, "Command palette").and(box).fill(String(id));
    await see(dialog.getByRole("option", { name: title }));
    await dialog.getByRole("option", { name: title }).click();
    await page.waitForURL(`**/desk/tickets/${id}`);
    await desk.submit("manager", "/account/display", { theme: "system" });

    const affiliate = await desk.page("affiliate");
    await affiliate.goto("/support");
    await affiliate.keyboard.press("Control+k");
    // It is fetched when it is first asked for.
    await see(affiliate.getByRole("dialog"));
    await affiliate.keyboard.type("create");
    await see(affiliate.getByRole("option", { name: "Create ticket", selected: true }));
    await affiliate.keyboard.press("Enter");
    await affiliate.waitForURL("**/support/new");
  });
});
