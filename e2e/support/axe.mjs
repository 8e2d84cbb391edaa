// Accessibility, as far as a program can tell: no violation of any of axe's rules, best practices included.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that colours can break, of those that axe looks at by itself. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

const check = async (page, what, options) => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const violations = await page.evaluate(async (rules) => (await globalThis.axe.run(rules)).violations, options);
  const lines = violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n      ${node.failureSummary?.replaceAll("\n", "\n      ")}`).join("\n")}`);
  assert.equal(lines.join("\n"), "", `${what} has accessibility violations`);
};

export const checkAxe = (page, what) => check(page, what, {});

/** The same in both themes. From light to dark only colours change. */
export const checkAxeInBothThemes = async (page, what) => {
  const found = [];
  const note = (error) => found.push(error.message);
  await page.emulateMedia({ colorScheme: "light" });
  await check(page, `${what} (light)`, {}).catch(note);
  await page.emulateMedia({ colorScheme: "dark" });
  await check(page, `${what} (dark)`, { runOnly: COLOURS }).catch(note);
  assert.equal(found.join("\n\n"), "");
};
