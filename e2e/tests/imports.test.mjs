// A file of offers, from choosing it to having them, and out again.

import assert from "node:assert/strict";

import { suiteOnBoth } from "../support/desk.mjs";
import { see } from "../support/see.mjs";

const csv = (text) => ({ name: "offers.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

suiteOnBoth("Importing offers", ({ desk, test }) => {
  test("a wrong file is told, a right one is checked, applied and exported", async () => {
    const page = await desk.page("manager");
    await page.goto("/desk/offers");
    await page.getByRole("link", { name: "Import", exact: true }).click();
    await see(page.getByRole("heading", { name: "Import offers" }));
    await page.getByLabel("File").setInputFiles(csv("title,countries\nGood,DE\nBad,XX\n"));
    await page.getByRole("button", { name: "Check the file" }).click();
    await see(page.getByText("“XX” is not the code of a country."));
    await page.getByLabel("File").setInputFiles(csv("external_id,title,countries\nE2E-1,Imported one,DE\nE2E-2,Imported two,\"DE, AT\"\n"));
    await page.getByRole("button", { name: "Check the file" }).click();
    await see(page.getByText("offers.csv is checked. Nothing is stored yet."));
    await see(page.getByRole("cell", { name: "Imported two" }));
    await page.getByRole("button", { name: "Apply 2 rows" }).click();
    // The page looks again by itself.
    await see(page.getByText("offers.csv is applied."));
    await page.goto("/desk/offers?q=imported");
    await see(page.getByRole("link", { name: "Imported one" }));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export CSV" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "offers.csv");
    const { text } = await desk.send("manager", "/desk/offers/export?q=imported");
    assert.match(text, /E2E-1,Imported one/);
  });
});
