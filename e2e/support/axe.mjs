// Accessibility, as far as a program can tell: no violation of any of axe's rules, best practices included.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const checkAxe = async (page, what) => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  const lines = violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n      ${node.failureSummary?.replaceAll("\n", "\n      ")}`).join("\n")}`);
  assert.equal(lines.join("\n"), "", `${what} has accessibility violations`);
};
