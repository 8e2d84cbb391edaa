// Single keys: each element says which is its own (data-key). Letters work on every keyboard layout. The two dialogs,
// the keys of a page and the command palette, are fetched when they are wanted.

const root = document.documentElement;
const lazy = (what) => import(document.querySelector("script[data-dialogs]").dataset.dialogs).then((dialogs) => dialogs[what]());

// Told to assistive technology as long as they work; sequences cannot be.
const tell = () => document.querySelectorAll("[data-key]").forEach((one) => {
  const { key } = one.dataset;
  if (key.length === 1 && root.dataset.shortcuts !== "false") one.setAttribute("aria-keyshortcuts", key);
  else one.removeAttribute("aria-keyshortcuts");
});
document.addEventListener("shown", tell);
new MutationObserver(tell).observe(root, { attributeFilter: ["data-shortcuts"] });
tell();

const letter = ({ key, code, shiftKey }) => {
  if (/^[^\0-\x7f]$/.test(key) && /^Key[A-Z]$/.test(code)) return code[3].toLowerCase();
  return shiftKey ? key : key.toLowerCase();
};

const move = (step) => {
  const rows = [...document.querySelectorAll(".row-link")];
  const here = rows.findIndex((row) => row.closest("tr, li").contains(document.activeElement));
  // Back from a ticket it goes on where it was left.
  const left = rows.findIndex((row) => row.href === sessionStorage.row);
  const next = rows[here < 0 ? Math.max(left, 0) : here + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  if (next) sessionStorage.row = next.href;
};

const use = (one) => {
  const panel = one.closest("[role=tabpanel][hidden]");
  if (panel) document.getElementById(panel.getAttribute("aria-labelledby")).click();
  if (one.matches("a, button")) one.click();
  else one.focus();
};

let lead = -9e9;
document.addEventListener("keydown", (event) => {
  const { ctrlKey, metaKey, altKey, key, target, timeStamp } = event;
  if (event.isComposing || !key) return;
  if ((ctrlKey || metaKey) && !altKey && letter(event) === "k") {
    event.preventDefault();
    return lazy("palette");
  }
  if (target.closest?.("input, textarea, select, [contenteditable]")) {
    if (key === "Escape" && target.matches("textarea, #search")) target.blur();
    return;
  }
  if (event.defaultPrevented || ctrlKey || metaKey || altKey || key.length > 1) return;
  if (root.dataset.shortcuts === "false" || document.querySelector("dialog[open], :popover-open")) return;
  const name = letter(event);
  const after = timeStamp - lead < 1500 ? "g " : "";
  lead = !after && name === "g" ? timeStamp : -9e9;
  const step = { j: 1, k: -1 }[after + name];
  if (step) return move(step);
  if (name === "x" && !after) target.closest?.("tr")?.querySelector("input[type=checkbox]")?.click();
  const one = !event.repeat && document.querySelector(`[data-key="${CSS.escape(after + name)}"]`);
  if (!one) return;
  event.preventDefault();
  use(one);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("a[href='/keys']") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.querySelector(":popover-open")?.hidePopover();
  lazy("keys");
});
