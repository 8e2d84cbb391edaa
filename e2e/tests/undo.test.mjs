// Undo after closing: by the button of the message, with scripts and without.

import assert from "node:assert/strict";

import { checkAxe } from "../support/axe.mjs";
import { suite } from "../support/desk.mjs";
import { gone, see, sendWith } from "../support/see.mjs";

suite("Undo after close", ({ desk, test }) => {
  for (const javaScriptEnabled of [true, false]) {
    test(`closing is undone ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
      const id = await desk.ticket({ title: `Closed by mistake ${javaScriptEnabled}` });
      const page = await desk.page("manager", { javaScriptEnabled });
      await page.goto(`/desk/tickets/${id}`);
      await sendWith(page, "Close ticket", "The ticket is closed.");
      if (javaScriptEnabled) await checkAxe(page, "the message with Undo");
      await sendWith(page, "Undo", "The ticket is open again, as it was before.");
      await see(page.getByRole("button", { name: "Close ticket" }));
      assert.equal(await page.getByText("closed the ticket").count(), 0);

      await page.getByRole("textbox", { name: "Reply" }).fill("That was it.");
      await sendWith(page, "Reply and close", "the ticket is closed.");
      const undo = page.getByRole("button", { name: "Undo" });
      await see(undo);
      const box = await undo.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= 900, "Undo is in sight");
      await sendWith(page, "Undo", "The ticket is open again, as it was before.");
      await see(page.getByText("That was it."));
      await page.reload();
      await gone(page.getByRole("status").filter({ hasText: "open again" }));
    });
  }

  test("when somebody was faster it says so, and the ticket can be reopened", async () => {
    const id = await desk.ticket({ title: "Two of us" });
    const page = await desk.page("manager");
    await page.goto(`/desk/tickets/${id}`);
    await sendWith(page, "Close ticket", "The ticket is closed.");
    await desk.message("lead", id, "One more thing.");
    await sendWith(page, "Undo", "This can no longer be undone");
    await checkAxe(page, "the message that it is too late");
    await sendWith(page, "Reopen ticket", "The ticket is open again.");
  });
});
