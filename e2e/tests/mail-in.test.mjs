// Answers by mail, brought by a mail server's pipe: another process, beside the one that serves the pages.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suiteOnBoth } from "../support/desk.mjs";
import { see } from "../support/see.mjs";

const REPLY_TO = ["--set", "mail.reply_address=support@demo.test"];

const listening = (page) => page.waitForRequest((request) => request.url().includes("/live?since="));

suiteOnBoth("Mail in", ({ desk, test }) => {
  const address = async (ticket, email) => {
    const { code, stdout, stderr } = await desk.command(["mail", "address", String(ticket), email, ...REPLY_TO]);
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };

  const receive = async (raw, more = []) => desk.command(["mail", "receive", ...more, ...REPLY_TO], raw);

  const mail = (id, from, to, lines) =>
    [`Message-ID: <${id}@mail.example>`, `From: Somebody <${from}>`, `To: Support <${to}>`, "Subject: Re: your ticket",
      "Content-Type: text/plain; charset=utf-8", "", ...lines, ""].join("\r\n");

  test("an answer by mail arrives on the open page by itself, and what was quoted is folded for who wrote it", async () => {
    const id = await desk.ticket({ title: "Answered by mail" });
    const manager = await desk.page("manager");
    const stream = listening(manager);
    await manager.goto(`/desk/tickets/${id}`);
    await stream;
    const to = await address(id, "affiliate@demo.test");
    const quoted = [`On Fri, 6 Mar 2026 at 10:12, Northwind <${to}> wrote:`, "", "> Which transaction?"];
    const raw = mail("live-1", "affiliate@demo.test", to, ["It is TX-1001.", "", ...quoted]);
    assert.deepEqual((await receive(raw)).code, 0);

    const answer = manager.getByRole("article").filter({ hasText: "It is TX-1001." });
    await see(answer);
    await see(answer.getByText("by e-mail"));
    assert.equal(await answer.getByText("Quoted text").count(), 0, "what an affiliate quoted is for the affiliate");
    assert.ok(!(await manager.content()).includes(to), "the signed address is not shown");
    await checkAxe(manager, "a ticket with an answer by mail");

    // The mail server was not sure that it had arrived.
    assert.equal((await receive(raw)).code, 0);
    await manager.reload();
    assert.equal(await answer.count(), 1);

    const affiliate = await desk.page("affiliate");
    await affiliate.goto(`/support/${id}`);
    const own = affiliate.getByRole("article").filter({ hasText: "It is TX-1001." });
    assert.equal(await own.getByText("Which transaction?").isVisible(), false);
    await own.getByText("Quoted text").click();
    await see(own.getByText("Which transaction?"));
    assert.ok(!(await affiliate.content()).includes(to), "the signed address is not shown");
    await checkAxe(affiliate, "a ticket with an answer by mail and what it quotes");
  });

  test("what became of each mail is in the log, and a mail that is none is given back", async () => {
    const id = await desk.ticket({ title: "Also by mail" });
    const to = await address(id, "affiliate@demo.test");
    const sent = [
      [mail("log-1", "affiliate@demo.test", to, ["Taken."]), [], 0],
      [mail("log-2", "other@demo.test", to, ["Passed on."]), [], 0],
      [mail("log-3", "affiliate@demo.test", to, ["Away."]), ["--sender", ""], 0],
      [mail("log-4", "stranger@mail.example", to.replace(/-[0-9a-f]{20}@/, "-00000000000000000000@"), ["Hello."]), [], 0],
      [mail("log-5", "affiliate@demo.test", "somebody@demo.test", ["By envelope."]), ["--recipient", to], 0],
      ["", [], 65],
    ];
    for (const [raw, more, expected] of sent) {
      const { code, stderr } = await receive(raw, more);
      assert.equal(code, expected, stderr);
    }
    const admin = await desk.page("admin");
    await admin.goto("/desk/settings");
    await admin.getByRole("link", { name: "Answers that came in" }).click();
    const rows = admin.getByRole("table").getByRole("row");
    for (const [index, outcome] of ["On the ticket", "Address made up", "Could not be delivered", "From another address", "On the ticket"].entries()) {
      await see(rows.nth(index + 1).getByText(outcome));
    }
    await checkAxe(admin, "the log of mails");
    await rows.nth(1).getByRole("link", { name: `#${id}` }).click();
    await see(admin.getByText("By envelope."));

    const lead = await desk.page("lead");
    const answer = await lead.goto("/desk/settings/answers");
    assert.equal(answer.status(), 404);
  });
});
