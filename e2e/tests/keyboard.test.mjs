// Everything works from the keyboard alone.

import assert from "node:assert/strict";

import { PEOPLE, suite } from "../support/desk.mjs";
import { field, see } from "../support/see.mjs";

/** Presses Tab until this has the focus, as somebody does who cannot point; it has to be visible there. */
const tabTo = async (page, locator, key = "Tab") => {
  await see(locator);
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await locator.first().evaluate((element) => element === document.activeElement)) {
      const ring = await locator.first().evaluate((element) => {
        const drawn = (one, part) => {
          const { content, outlineStyle, boxShadow } = getComputedStyle(one, part);
          return (!part || content !== "none") && (outlineStyle !== "none" || boxShadow !== "none");
        };
        // A row's link draws it around the whole row.
        return drawn(element) || drawn(element, "::after") || drawn(element.parentElement);
      });
      assert.ok(ring, "the focus can be seen");
      return;
    }
    await page.keyboard.press(key);
  }
  assert.fail(`Tab does not lead to ${locator}`);
};

suite("By keyboard", ({ desk, test }) => {
  test("an affiliate signs in, creates a ticket and comments", async () => {
    const page = await desk.page();
    const { keyboard } = page;
    await page.goto("/");
    await tabTo(page, field(page, "Email"));
    await keyboard.type(PEOPLE.affiliate.email);
    await keyboard.press("Tab");
    await keyboard.type(PEOPLE.affiliate.password);
    await keyboard.press("Enter");
    await page.waitForURL("**/support");

    await keyboard.press("Tab");
    await see(page.getByRole("link", { name: "Skip to content" }));
    await keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Create ticket" }));
    await keyboard.press("Space");
    await page.waitForURL("**/support/new");
    await tabTo(page, field(page, "Type"));
    await keyboard.type("Pay");
    await keyboard.press("Tab");
    await keyboard.type("By keyboard alone");
    await keyboard.press("Tab");
    await keyboard.type("Not a mouse in the house.");
    await tabTo(page, field(page, "Amount"));
    await keyboard.type("12 EUR");
    await tabTo(page, field(page, "Attachment"));
    await tabTo(page, page.getByRole("button", { name: "Add", exact: true }));
    await keyboard.press("Enter");
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    await see(page.getByText("12 EUR"));

    await tabTo(page, page.getByRole("textbox", { name: "Comment" }));
    await keyboard.type("One more thing.");
    await keyboard.press("Control+Enter");
    await see(page.getByRole("status").filter({ hasText: "Your comment is added." }));

    await keyboard.press("/");
    await keyboard.type("keyboard alone");
    await keyboard.press("Enter");
    await page.waitForURL(/\/support\?q=/);
    await tabTo(page, page.getByRole("link", { name: "By keyboard alone", exact: true }));
    await keyboard.press("Enter");
    await see(page.getByRole("heading", { level: 1, name: "By keyboard alone" }));

    await tabTo(page, page.getByRole("button", { name: "Your menu" }));
    await keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Sign out" }));
    await keyboard.press("Enter");
    await see(page.getByText("You are signed out."));
  });

  test("a manager filters, replies, notes by the arrows, and closes", async () => {
    const title = "Worked on by keyboard";
    const id = await desk.ticket({ title });
    const page = await desk.page("manager");
    const { keyboard } = page;
    await page.goto("/desk");
    await tabTo(page, page.getByRole("searchbox", { name: "Text", exact: true }));
    await keyboard.type(title);
    await tabTo(page, page.getByRole("combobox", { name: "Status" }));
    await keyboard.press("ArrowDown");
    assert.equal(new URL(page.url()).search, "", "running through a list's options sends nothing");
    await tabTo(page, page.getByRole("button", { name: "Filter", exact: true }));
    await keyboard.press("Enter");
    await page.waitForURL(/status=opened/);
    await tabTo(page, page.getByRole("link", { name: title, exact: true }));
    await keyboard.press("Enter");
    await page.waitForURL(`**/desk/tickets/${id}`);

    await tabTo(page, page.getByRole("textbox", { name: "Reply" }));
    await keyboard.type("Typed.");
    await keyboard.press("Control+Enter");
    await see(page.getByRole("status").filter({ hasText: "Your reply is sent." }));

    await tabTo(page, page.getByRole("tab", { name: "Reply" }));
    await keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name: "Internal note" }).getAttribute("aria-selected"), "true");
    await tabTo(page, page.getByRole("textbox", { name: "Internal note" }));
    await keyboard.type("Typed for us.");
    await tabTo(page, page.getByRole("button", { name: "Add note" }));
    await keyboard.press("Space");
    await see(page.getByRole("status").filter({ hasText: "Your note is added." }));

    await tabTo(page, page.getByRole("button", { name: "Close ticket" }), "Shift+Tab");
    await keyboard.press("Enter");
    await see(page.getByRole("status").filter({ hasText: "The ticket is closed." }));
  });

  test("the menu closes with Escape and gives the focus back", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support");
    const menu = page.getByRole("button", { name: "Your menu" });
    await menu.focus();
    await page.keyboard.press("Enter");
    await see(page.getByRole("link", { name: "Account", exact: true }));
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("link", { name: "Account", exact: true }).isVisible(), false);
    assert.ok(await menu.evaluate((element) => element === document.activeElement));
  });
});
