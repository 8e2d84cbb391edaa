// The HTML as it was sent, not as the browser mended it.

import assert from "node:assert/strict";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // How it is written, not whether it is right.
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "attr-quotes": "off",
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    // A ticket's own title is in the page's; how long it is is up to its author.
    "long-title": "off",
    // The browser writes both alike, and so do the templates.
    "no-raw-characters": ["error", { relaxed: true }],
  },
});

export const checkHtml = async (html, what) => {
  const { results } = await validator.validateString(html);
  const lines = results.flatMap(({ messages }) => messages.map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`));
  assert.equal(lines.join("\n"), "", `${what} is not valid HTML`);
};
