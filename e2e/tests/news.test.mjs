// News: a manager writes, an affiliate reads; and how soon answers usually come.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite, suiteOnBoth } from "../support/desk.mjs";
import { errorOf, eventually, field, see, sendWith } from "../support/see.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const newsLink = (page) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "News" });
const unread = async (page) => Number((await newsLink(page).locator(".count").allInnerTexts())[0] ?? 0);
const button = (page, name) => page.getByRole("button", { name, exact: true });

suiteOnBoth("News from writing to reading", ({ desk, test }) => {
  test("a manager publishes, an affiliate sees what is new, opens it, and it is new no more", async () => {
    const manager = await desk.page("manager");
    await manager.goto("/desk");
    await newsLink(manager).click();
    await manager.getByRole("button", { name: "New post" }).click();
    const title = "Peru is open";
    await field(manager, "Title").fill(title);
    await field(manager, "Text").fill("From today, **Peru** is open.\n\n- CPA 180 USD\n- No cap\n\n<i>Ask</i> https://example.com/peru.");
    await button(manager, "Preview").click();
    const preview = manager.getByRole("region", { name: "Preview" });
    await see(preview.getByRole("listitem").filter({ hasText: "No cap" }));
    assert.equal(await preview.locator("strong").innerText(), "Peru");
    assert.equal(await preview.locator("i").count(), 0, "tags of one's own are text");
    const link = preview.getByRole("link", { name: "https://example.com/peru" });
    assert.match(await link.getAttribute("rel"), /noopener.*nofollow/);
    assert.equal(await field(manager, "Title").inputValue(), title);

    await sendWith(manager, "Save draft", "The post is saved.");
    const affiliate = await desk.page("affiliate");
    await affiliate.goto("/support");
    const before = await unread(affiliate);
    assert.equal(before, 2, "the demo has news for them");
    assert.equal(await affiliate.getByRole("link", { name: title }).count(), 0, "a draft is not seen");
    await sendWith(manager, "Publish", "The post is published.");

    await affiliate.reload();
    assert.equal(await unread(affiliate), before + 1);
    const card = affiliate.getByRole("region", { name: "News" });
    assert.equal(await card.getByRole("listitem").count(), 3);
    await see(card.getByRole("listitem").first().filter({ hasText: title }).getByText("New", { exact: true }));
    await card.getByRole("link", { name: "All news" }).click();
    await affiliate.waitForURL("**/news");
    assert.match(await affiliate.title(), /^\(3\) News/);
    const row = affiliate.getByRole("listitem").filter({ has: affiliate.getByRole("link", { name: title }) });
    await see(row.getByText("New", { exact: true }));
    await row.getByRole("link", { name: title }).click();
    await see(affiliate.getByRole("heading", { level: 1, name: title }));
    assert.equal(await unread(affiliate), before);
    await eventually(async () => {
      await affiliate.goto("/support");
      assert.equal(await unread(affiliate), before);
    });
    await affiliate.goto("/news");
    assert.equal(await row.getByText("New", { exact: true }).count(), 0);
    await button(affiliate, "Mark all as read").click();
    await see(affiliate.getByRole("status").filter({ hasText: "All news is marked as read." }));
    assert.equal(await unread(affiliate), 0);
    await affiliate.goto("/support");
    assert.equal(await unread(affiliate), 0);
  });

  test("taken back it is gone for affiliates; deleted it is gone for all, once it was meant", async () => {
    const id = await desk.news({ title: "Too early" });
    const manager = await desk.page("manager");
    await manager.goto(`/desk/news/${id}`);
    await sendWith(manager, "Unpublish", "The post is a draft again.");
    assert.equal((await desk.send("affiliate", `/news/${id}`)).status, 404);
    await button(manager, "Delete post").click();
    const dialog = manager.getByRole("dialog", { name: "Delete this post?" });
    await see(dialog);
    await checkAxe(manager, "the question before deleting");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    await button(manager, "Delete post").click();
    await dialog.getByRole("button", { name: "Delete post" }).click();
    await see(manager.getByRole("status").filter({ hasText: "The post is deleted." }));
    assert.equal((await desk.send("manager", `/desk/news/${id}`)).status, 404);
  });
});

suite("News", ({ desk, test }) => {
  test("sent twice it is one post", async () => {
    const page = await desk.page("manager");
    await page.goto("/desk/news/new");
    await field(page, "Title").fill("Only once");
    await field(page, "Text").fill("Once.");
    await button(page, "Publish").dblclick();
    await see(page.getByRole("status").filter({ hasText: "The post is published." }));
    await page.goBack();
    await field(page, "Title").fill("Only once");
    await button(page, "Publish").click();
    await page.waitForURL(/\/desk\/news\/\d+$/);
    const { text } = await desk.send("manager", "/desk/news");
    assert.equal(text.match(/>Only once</g).length, 1);
  });

  test("what is wrong is said beside the field, and what was typed is still there", async () => {
    const page = await desk.page("manager");
    await page.goto("/desk/news/new");
    await field(page, "Text").fill("Half a post");
    await button(page, "Publish").click();
    assert.equal(await errorOf(field(page, "Title")), "Enter a title.");
    assert.equal(await field(page, "Text").inputValue(), "Half a post");
    await page.goto("/desk/news/new");
    await see(page.getByText("This is what you typed before and did not send."));
    await field(page, "Title").fill("A whole post");
    await sendWith(page, "Save draft", "The post is saved.");
  });

  test("of two who edit at once the second is told and loses nothing", async () => {
    const id = await desk.news({ title: "Together", text: "As it was." });
    const [manager, lead] = [await desk.page("manager"), await desk.page("lead")];
    for (const page of [manager, lead]) await page.goto(`/desk/news/${id}`);
    await field(manager, "Text").fill("The manager's.");
    await sendWith(manager, "Save changes", "The post is saved.");
    await field(lead, "Text").fill("The lead's.");
    await button(lead, "Save changes").click();
    await see(lead.getByText(/^Somebody else changed this post/));
    assert.equal(await field(lead, "Text").inputValue(), "The lead's.");
    await see(lead.getByRole("region", { name: "What is stored now" }).getByText("The manager's."));
    await sendWith(lead, "Save changes", "The post is saved.");
    assert.match((await desk.send("affiliate", `/news/${id}`)).text, /The lead&(#39|apos|#x27);s\.|The lead's\./);
  });

  test("on a phone, and without JavaScript", async () => {
    const manager = await desk.page("manager", { ...PHONE, javaScriptEnabled: false });
    await manager.goto("/desk/news/new");
    await field(manager, "Title").fill("From a phone");
    await field(manager, "Text").fill("# Short\n\nand *plain*.");
    await field(manager, "Pin to the top of the news").check();
    await button(manager, "Preview").tap();
    await see(manager.getByRole("region", { name: "Preview" }).getByRole("heading", { name: "Short" }));
    await sendWith(manager, "Publish", "The post is published.");
    const affiliate = await desk.page("other", { ...PHONE, javaScriptEnabled: false });
    await affiliate.goto("/support");
    await newsLink(affiliate).tap();
    const first = affiliate.getByRole("main").getByRole("listitem").first();
    await see(first.getByText("Pinned"));
    await first.getByRole("link", { name: "From a phone" }).tap();
    await see(affiliate.getByRole("heading", { level: 1, name: "From a phone" }));
    await see(affiliate.getByRole("heading", { level: 2, name: "Short" }));
    await affiliate.getByRole("main").getByRole("link", { name: "News" }).tap();
    await button(affiliate, "Mark all as read").tap();
    await see(affiliate.getByRole("status").filter({ hasText: "All news is marked as read." }));
    assert.equal(await unread(affiliate), 0);
    await manager.goto("/desk/news");
    await manager.getByRole("link", { name: "From a phone" }).tap();
    await button(manager, "Delete post").tap();
    await manager.getByRole("dialog").getByRole("button", { name: "Delete post" }).tap();
    await see(manager.getByRole("status").filter({ hasText: "The post is deleted." }));
  });

  test("affiliates find nothing of the staff's side, staff nothing of theirs", async () => {
    const id = await desk.news({ title: "Kookaburra", publish: false });
    for (const path of ["/desk/news", "/desk/news/new", `/desk/news/${id}`, `/news/${id}`]) {
      const answer = await desk.send("affiliate", path);
      assert.equal(answer.status, 404, path);
      assert.ok(!answer.text.includes("Kookaburra"), path);
    }
    assert.equal((await desk.post("affiliate", `/desk/news/${id}`, [["title", "x"], ["text", "x"], ["version", "1"]])).status, 404);
    assert.equal((await desk.submit("affiliate", `/desk/news/${id}/delete`, {})).status, 404);
    for (const path of ["/news", `/news/${id}`]) assert.equal((await desk.send("lead", path)).status, 404, path);
    assert.ok(!(await desk.send("affiliate", "/news")).text.includes("Kookaburra"));
  });
});

suite("How soon answers come", ({ desk, test }) => {
  test("it is said beside the chosen type, and where one comments", async () => {
    const page = await desk.page("affiliate");
    await page.goto("/support/new");
    const said = page.getByText(/^Usually answers within/);
    assert.equal(await said.filter({ visible: true }).count(), 0, "nothing is chosen yet");
    for (const type of ["General questions", "Payments", "Technical questions"]) {
      await field(page, "Type").selectOption({ label: type });
      await see(page.getByRole("listitem").filter({ hasText: /Usually answers within (an hour|a day|\d+ (hours|days))$/ }).filter({ visible: true }));
      assert.equal(await page.locator(".answer-times li").filter({ visible: true }).count(), 1, type);
    }
    const id = await desk.ticket();
    await page.goto(`/support/${id}`);
    await see(page.getByText(/^Usually answers within/));
  });
});
