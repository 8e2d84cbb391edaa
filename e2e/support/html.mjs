// The HTML as it was sent, not as the browser mended it.

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
    "tel-non-breaking": "off",
    // "Create ticket" leads to another page, so it is a link; to people and their tools it is a button, as promised.
    "prefer-native-element": ["error", { exclude: ["button"] }],
    // A list may have a name of its own (ARIA 1.2).
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // The search of the top line is sent with Enter, as searches are.
    "wcag/h32": "off",
    // Files that are kept are a group of checkboxes with one name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }],
    // The browser writes both alike, and so do the templates.
    "no-raw-characters": ["error", { relaxed: true }],
  },
});

/** What is wrong with a page, line by line. */
export const checkHtml = async (html) => {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`));
};
