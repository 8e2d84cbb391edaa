// What a person looks for on a page. Each waits a while for it.

import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is there to be seen. */
export const see = (locator) => locator.first().waitFor({ state: "visible" });

/** Waits until something can no longer be seen. */
export const gone = (locator) => locator.first().waitFor({ state: "hidden" });

/** Tries until it holds: for what happens behind a page. */
export const eventually = async (check, { within = 10_000, every = 200 } = {}) => {
  for (const began = Date.now(); ; await sleep(every)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() - began > within) throw error;
    }
  }
};

/** The sentence beside a field, which has to be tied to the field for those who cannot see that it is beside it. */
export const errorOf = async (field) => {
  // The field that is marked as wrong: without the mark this waits in vain.
  await field.and(field.page().locator("[aria-invalid=true]")).waitFor({ state: "attached" });
  return field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id.endsWith("-error"))
      .map((id) => document.getElementById(id)?.innerText.trim()).join("\n"));
};

/** A field of one of the forms, by its label. */
export const field = (scope, label) => scope.getByLabel(label, { exact: true });

/** The row of a ticket in a list. */
export const rowOf = (page, title) => page.getByRole("row").filter({ has: page.getByRole("link", { name: title, exact: true }) });

/** The texts of a row's cells. */
export const cells = async (row) => (await row.getByRole("cell").allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ").trim());

/** Sends with this button and waits for the page that says what was done. */
export const sendWith = async (page, button, said) => {
  await page.getByRole("button", { name: button, exact: true }).click();
  await see(page.getByRole("status").filter({ hasText: said }));
};

/** The form of a new ticket, filled in. */
export const fillTicket = async (page, { type, title, description, files = [] }) => {
  if (type) await field(page, "Type").selectOption({ label: type });
  if (title !== undefined) await field(page, "Title").fill(title);
  if (description !== undefined) await field(page, "Description").fill(description);
  if (files.length > 0) await field(page, "Attachment").setInputFiles(files);
};

/** The number of the ticket that is open. */
export const ticketOf = (page) => Number(new URL(page.url()).pathname.match(/\/(\d+)$/)[1]);
