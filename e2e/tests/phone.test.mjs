// On a phone nothing is cut off, and nothing makes the page scroll sideways.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { allPages, open } from "../support/pages.mjs";
import { file, four } from "../support/samples.mjs";
import { field, fillTicket, see, sendWith } from "../support/see.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** What stands out of the page to the right, as far as one can see it. */
const tooWide = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && innerWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => `${element.tagName}.${element.className} to ${Math.round(element.getBoundingClientRect().right)}`);
});

suite("On a phone", ({ desk, test }) => {
  test("no page scrolls sideways, at 390 and at 320 pixels", async () => {
    const wide = [];
    const people = new Map();
    for (const one of await allPages(desk)) {
      if (!people.has(one.as)) people.set(one.as, await desk.page(one.as, PHONE));
      const page = people.get(one.as);
      await page.setViewportSize(PHONE.viewport);
      await open(desk, page, one);
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        const found = await tooWide(page);
        if (found.length > 0) wide.push(`${one.name} at ${width}: ${found.slice(0, 5).join(", ")}`);
      }
    }
    assert.deepEqual(wide, []);
  }, { timeout: 300_000 });

  test("what is typed into is not zoomed at, and what is tapped is large enough", async () => {
    for (const [name, path] of [[null, "/sign-in"], ["affiliate", "/support/new"], ["affiliate", "/support"], ["manager", "/desk"]]) {
      const page = await desk.page(name, PHONE);
      await page.goto(path);
      const small = await page.evaluate(() => [...document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=file]), textarea, select")]
        .filter((element) => element.offsetParent && parseFloat(getComputedStyle(element).fontSize) < 16).map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(small, [], `${path}: text below 16 px makes a phone zoom in`);
      const tiny = await page.evaluate(() => [...document.querySelectorAll("button, a.button, nav a, summary")]
        .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 24).map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(tiny, [], path);
      await page.context().close();
    }
  });

  test("an affiliate and a manager do their work on it", async () => {
    const affiliate = await desk.page("affiliate", PHONE);
    await affiliate.goto("/support");
    await affiliate.getByRole("button", { name: "Create ticket" }).tap();
    const title = "Sent from a phone";
    await fillTicket(affiliate, { type: "Payments", title, description: "On the way.", files: four() });
    await sendWith(affiliate, "Add", "The ticket is created.");
    const id = new URL(affiliate.url()).pathname.split("/").pop();
    assert.deepEqual(await tooWide(affiliate), []);
    // Away from the ticket: an answer that comes to its open page is read there.
    await affiliate.goto("/support");

    const manager = await desk.page("manager", PHONE);
    await manager.goto("/desk?queue=all&sort=-created");
    await manager.getByRole("link", { name: title, exact: true }).tap();
    await manager.waitForURL(`**/desk/tickets/${id}`);
    await manager.getByRole("textbox", { name: "Reply" }).fill("From a phone too.");
    await field(manager.getByRole("tabpanel", { name: "Reply" }), "Attachment").setInputFiles([file("a.png", four()[0].buffer)]);
    await sendWith(manager, "Send reply", "Your reply is sent.");

    await see(affiliate.getByRole("row").filter({ hasText: title }).getByText("New", { exact: true }));
    await see(affiliate.getByRole("row").filter({ hasText: title }).getByRole("img", { name: "Answered by your manager" }));
  });
});
