// What leaves the house and comes back, on a desk that an operator configured: Telegram both ways, and webhooks.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after } from "node:test";

import { checkAxe } from "../support/axe.mjs";
import { BotApi, TOKEN } from "../support/bot-api.mjs";
import { suiteWith } from "../support/desk.mjs";
import { see } from "../support/see.mjs";

const ANN = 501;

const bot = new BotApi();

/** A program that is told what happens. */
const heard = [];
const listener = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  heard.push({ headers: request.headers, body });
  response.writeHead(204).end();
});

const settings = async () => {
  await bot.start();
  await new Promise((resolve) => { listener.listen(0, "127.0.0.1", resolve); });
  return [`telegram.token=${TOKEN}`, `telegram.api=${bot.url}`, "webhooks.internal_hosts=127.0.0.1"];
};

const until = async (is, what) => {
  for (const began = Date.now(); !(await is()); await new Promise((resolve) => { setTimeout(resolve, 50); })) {
    assert.ok(Date.now() - began < 15_000, what);
  }
};

suiteWith(settings, "Channels", ({ desk, test }) => {
  after(async () => {
    await bot.stop();
    listener.closeAllConnections();
    await new Promise((resolve) => { listener.close(resolve); });
  });

  test("a chat is linked while the account page is open, gets the answer, and answers back into the open page", async () => {
    const theirs = await desk.page("affiliate");
    await theirs.goto("/account");
    await checkAxe(theirs, "an account without Telegram");
    const stream = theirs.waitForRequest((request) => request.url().includes("/live?since="));
    await theirs.getByRole("button", { name: "Link Telegram" }).click();
    await stream;
    const open = theirs.getByRole("link", { name: "Open the bot in Telegram" });
    await see(open);
    await checkAxe(theirs, "an account with a code");
    const [, code] = (await open.getAttribute("href")).match(/^https:\/\/t\.me\/northwind_bot\?start=([0-9a-f]{32})$/);
    bot.write(ANN, `/start ${code}`);
    await see(theirs.getByText("Linked with @ann_w"));
    await checkAxe(theirs, "an account with Telegram");
    await bot.heard(ANN, "is linked with the account of");
    await theirs.reload();
    await see(theirs.getByRole("columnheader", { name: "Telegram" }));

    const id = await desk.ticket({ title: "By Telegram" });
    const hers = await desk.page("manager");
    const listening = hers.waitForRequest((request) => request.url().includes("/live?since="));
    await hers.goto(`/desk/tickets/${id}`);
    await listening;
    await hers.getByRole("textbox", { name: "Reply" }).fill("Which transaction is it?");
    await hers.getByRole("button", { name: "Send reply", exact: true }).click();
    const question = await bot.heard(ANN, "Which transaction is it?");
    assert.ok(question.text.includes(`${desk.url}/support/${id}#message-`), question.text);
    bot.write(ANN, "It is TX-1001.", question.message_id);
    const answer = hers.getByRole("article").filter({ hasText: "It is TX-1001." });
    await see(answer);
    await see(answer.getByText("by Telegram"));
    await bot.heard(ANN, `Added to ticket #${id}.`);

    await theirs.getByRole("button", { name: "Unlink" }).click();
    await see(theirs.getByText("Telegram is unlinked."));
    await bot.heard(ANN, "is not linked");
    bot.write(ANN, "Anybody?", question.message_id);
    await bot.heard(ANN, "link Telegram in your account");

    const admin = await desk.page("admin");
    await admin.goto("/desk/settings/answers");
    await see(admin.getByText("@northwind_bot"));
    await see(admin.getByRole("row").filter({ hasText: "@ann_w" }).filter({ hasText: "On the ticket" }));
    await admin.goto("/desk/settings/deliveries?channel=telegram");
    await see(admin.getByRole("row").filter({ hasText: "New answer" }));
  });

  test("a webhook is made, tried, told of a ticket with a good signature, given a new secret, and switched off", async () => {
    const admin = await desk.page("admin");
    await admin.goto("/desk/settings/webhooks");
    await admin.getByRole("textbox", { name: "Name" }).fill("Warehouse");
    await admin.getByRole("textbox", { name: "Address" }).fill("https://192.168.0.7/hook");
    await admin.getByRole("button", { name: "Add webhook" }).click();
    await see(admin.getByText("not inside a private network"));
    await admin.getByRole("textbox", { name: "Address" }).fill(`http://127.0.0.1:${listener.address().port}/hook`);
    await admin.getByRole("button", { name: "Add webhook" }).click();
    await see(admin.getByRole("heading", { name: "Warehouse" }));
    const page = admin.url();
    await checkAxe(admin, "a webhook");
    const secret = await admin.getByRole("textbox", { name: "Secret" }).inputValue();
    await admin.getByRole("button", { name: "Send a test" }).click();
    await until(() => heard.length === 1, "the test arrives");

    const id = await desk.ticket({ title: "For the warehouse" });
    await until(() => heard.length === 2, "the ticket is told");
    const { headers, body } = heard[1];
    const { type, data } = JSON.parse(body);
    assert.deepEqual([type, data.ticket], ["ticket_created", id]);
    assert.ok(!body.includes("For the warehouse"), "what is written stays here");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    await until(async () => {
      await admin.goto(page);
      return (await admin.getByRole("row").filter({ hasText: "Sent" }).count()) === 2;
    }, "the page says what was sent");

    await admin.getByRole("button", { name: "Make a new secret" }).click();
    await see(admin.getByText("still signs beside this one"));
    assert.notEqual(await admin.getByRole("textbox", { name: "Secret" }).inputValue(), secret);
    await admin.getByRole("button", { name: "Switch off" }).click();
    await see(admin.getByRole("button", { name: "Switch on" }));
    await desk.ticket({ title: "Not for the warehouse" });
    await admin.getByRole("button", { name: "Delete webhook" }).first().click();
    await admin.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click();
    await see(admin.getByText("No webhooks yet"));
    assert.equal(heard.length, 2, "nothing more was told");
  });
});
