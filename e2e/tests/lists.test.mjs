// The lists: filters, order, pages, and that the address says it all.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { rowOf, see } from "../support/see.mjs";

const ids = async (page) => (await page.locator("tbody .c-id").allInnerTexts()).map(Number);
const links = (page) => page.locator("tbody .row-link");
const times = (page, column) => page.locator(`tbody .c-${column} time`).evaluateAll((all) => all.map((one) => one.dateTime));
const path = (page) => page.url().slice(new URL(page.url()).origin.length);

const ascending = (list) => list.every((value, index) => index === 0 || list[index - 1] <= value);

suite("Lists", ({ desk, test }) => {
  test("the affiliate filters by status, type and text; the address has it all, and back undoes it", async () => {
    await desk.ticket({ title: "Wombat payments", type: "payments" });
    const closed = await desk.ticket({ title: "Wombat tracking", type: "technical", description: "The numbat is in the text." });
    await desk.message("manager", closed, "Done.", { close: "1" });
    const page = await desk.page("affiliate");
    await page.goto("/support");
    const filter = () => page.getByRole("button", { name: "Filter", exact: true }).click();

    await page.getByRole("searchbox", { name: "Text", exact: true }).fill("wombat");
    await filter();
    await page.waitForURL("**/support?q=wombat");
    assert.deepEqual((await links(page).allInnerTexts()).sort(), ["Wombat payments", "Wombat tracking"]);

    await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "Closed" });
    await filter();
    await page.waitForURL("**/support?q=wombat&status=closed");
    assert.deepEqual(await links(page).allInnerTexts(), ["Wombat tracking"]);

    await page.getByRole("combobox", { name: "Type" }).selectOption({ label: "Payments" });
    await filter();
    await see(page.getByText("No ticket fits these filters"));
    assert.equal(await page.getByRole("searchbox", { name: "Text", exact: true }).inputValue(), "wombat");

    await page.goBack();
    assert.deepEqual(await links(page).allInnerTexts(), ["Wombat tracking"]);
    assert.equal(await page.getByRole("combobox", { name: "Status" }).inputValue(), "closed");
    await page.goForward();
    await page.getByRole("link", { name: "Clear filters" }).first().click();
    await page.waitForURL("**/support");
    await page.goto("/support?q=numbat");
    assert.deepEqual(await links(page).allInnerTexts(), ["Wombat tracking"], "the text of messages is searched too");
  });

  test("a choice by hand filters at once", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support");
    await page.mouse.click(5, 400);
    await page.getByRole("combobox", { name: "Type" }).selectOption("payments");
    await page.waitForURL("**/support?type=payments");
    assert.ok((await page.locator("tbody .c-type").allInnerTexts()).every((text) => text.trim() === "Payments"));
  });

  test("the search in the top line finds tickets on every page", async () => {
    await desk.ticket({ title: "Bandicoot in the top line" });
    const page = await desk.page("affiliate");
    await page.goto("/account");
    await page.keyboard.press("/");
    await page.keyboard.type("bandicoot");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/support?q=bandicoot");
    await see(rowOf(page, "Bandicoot in the top line"));
  });

  test("pages of a list hold every ticket once, forward and backward", async () => {
    for (let made = 0; made < 56; made += 1) await desk.ticket({ title: `Paged ${made}` });
    const page = await desk.page("affiliate");
    const seen = [];
    const pages = [];
    await page.goto("/support?q=paged&sort=created");
    for (;;) {
      pages.push(path(page));
      seen.push(await ids(page));
      const next = page.getByRole("link", { name: "Next" });
      if ((await next.count()) === 0) break;
      await next.click();
      await page.waitForURL((url) => url.href !== desk.url + pages.at(-1));
    }
    assert.deepEqual(seen.map((one) => one.length), [25, 25, 6]);
    const all = seen.flat();
    assert.equal(new Set(all).size, 56);
    assert.ok(ascending(all), "oldest first");
    await page.getByRole("link", { name: "Previous" }).click();
    await page.waitForURL((url) => url.href !== desk.url + pages.at(-1));
    assert.deepEqual(await ids(page), seen[1]);
    await page.getByRole("link", { name: "Previous" }).click();
    await page.waitForFunction((first) => document.querySelector("tbody .c-id")?.textContent.trim() === String(first), seen[0][0]);
    assert.deepEqual(await ids(page), seen[0]);
    assert.equal(await page.getByRole("link", { name: "Previous" }).count(), 0);

    await page.goto(pages[1]);
    await links(page).nth(3).click();
    await see(page.getByRole("heading", { level: 1, name: /^Paged/ }));
    await page.goBack();
    assert.equal(path(page), pages[1]);
    assert.deepEqual(await ids(page), seen[1]);
    await page.reload();
    assert.deepEqual(await ids(page), seen[1]);
  });

  test("the heads of the columns sort, and say how", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support");
    assert.ok(ascending((await times(page, "updated")).reverse()), "last updated first");
    assert.equal(await page.getByRole("columnheader", { name: "Updated" }).getAttribute("aria-sort"), "descending");
    await page.getByRole("link", { name: "Updated" }).click();
    await page.waitForURL("**/support?sort=updated");
    assert.ok(ascending(await times(page, "updated")));
    assert.equal(await page.getByRole("columnheader", { name: "Updated" }).getAttribute("aria-sort"), "ascending");
    await page.getByRole("link", { name: "Date created" }).click();
    await page.waitForURL("**/support?sort=-created");
    assert.ok(ascending((await times(page, "created")).reverse()));
    assert.equal(await page.getByRole("columnheader", { name: "Updated" }).getAttribute("aria-sort"), null);
  });

  test("the queue opens on what waits on us, most overdue first", async () => {
    const page = await desk.page("manager");
    await page.goto("/desk");
    const waiting = await page.locator("tbody .c-waiting .two-main").allInnerTexts();
    assert.ok(waiting.length > 0);
    assert.ok(waiting.every((text) => text.trim() === "Us"), waiting.join());
    assert.ok(ascending(await times(page, "due")));
    assert.deepEqual((await page.getByRole("columnheader").allInnerTexts()).map((text) => text.trim()),
      ["ID", "Affiliate", "Manager", "Title", "Type", "Status", "Waiting on", "Snoozed until", "Answers", "Created", "Updated", "Due"]);
  });

  test("the queue is filtered by every field, and its tabs and pages keep the filters", async () => {
    const page = await desk.page("lead");
    await page.goto("/desk?queue=all&status=closed&type=payments&sort=created");
    const check = async () => {
      assert.ok((await ids(page)).length > 0);
      assert.ok((await page.locator("tbody .c-status").allInnerTexts()).every((text) => text.trim() === "Closed"));
      assert.ok((await page.locator("tbody .c-type").allInnerTexts()).every((text) => text.trim() === "Payments"));
      assert.ok(ascending(await times(page, "created")));
    };
    await check();
    const first = await ids(page);
    await page.getByRole("link", { name: "Next" }).click();
    await page.waitForURL(/page=/);
    await check();
    assert.equal((await ids(page)).filter((id) => first.includes(id)).length, 0);
    await page.goBack();
    assert.deepEqual(await ids(page), first);

    const affiliate = (await page.locator("tbody .c-affiliate .two-sub").first().innerText()).match(/#(\d+)/)[1];
    await page.getByRole("searchbox", { name: "Affiliate" }).fill(affiliate);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.waitForURL(/affiliate=/);
    const shown = await page.locator("tbody .c-affiliate .two-sub").allInnerTexts();
    assert.ok(shown.length > 0 && shown.every((text) => text.includes(`#${affiliate}`)), shown.join());

    await page.goto("/desk?queue=all&waiting=nobody");
    assert.ok((await page.locator("tbody .c-waiting .two-main").allInnerTexts()).every((text) => text.trim() === "No reply needed"));
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^Shared queue/ }).click();
    await page.waitForURL("**/desk?queue=shared");
    assert.ok((await page.locator("tbody .c-manager").allInnerTexts()).every((text) => text.trim() === "Nobody"));
  });

  test("a manager's queue holds the portfolio alone; a lead's holds all", async () => {
    const own = await desk.ticket({ title: "Only for the portfolio", as: "affiliate" });
    const foreign = await desk.ticket({ title: "Only for the portfolio", as: "other" });
    const seenBy = async (name) => {
      const page = await desk.page(name);
      await page.goto("/desk?queue=all&q=%22Only+for+the+portfolio%22&sort=created");
      return ids(page);
    };
    assert.deepEqual(await seenBy("manager"), [own]);
    assert.deepEqual(await seenBy("manager2"), [foreign]);
    assert.deepEqual(await seenBy("lead"), [own, foreign]);
    assert.deepEqual(await seenBy("admin"), [own, foreign]);
  });

  test("made-up filters and pages give the list and no error", async () => {
    const queries = [
      "status=nope", "type=nope", "sort=nope", "page=nope", "page=-1", "page=eyJhIjoxfQ", "page=v1.updated.0.0", "q=%00", "q=%FF%FE", "q=%ED%A0%80",
      `q=${"x".repeat(6_000)}`, "q=%22%22%22", "q=*", "q=NEAR(", "q=a%20OR%20", "q=%27%3B--", "status=opened&status=closed", "unknown=1", "q", "&&&", "waiting=nope", "queue=nope", "affiliate=-1", `affiliate=${"9".repeat(40)}`,
    ];
    for (const query of queries) {
      for (const [name, list] of [["affiliate", "/support"], ["manager", "/desk"], ["lead", "/desk"]]) {
        const answer = await desk.send(name, `${list}?${query}`);
        assert.equal(answer.status, 200, `${list}?${query}`);
      }
    }
  });
});
