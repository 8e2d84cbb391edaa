// The two dialogs that pages fetch when they are wanted: the keys that work here, and the command palette.

const fetched = async (path, signal) => {
  const answer = await fetch(path, { signal });
  // The session ended: the page itself leads to signing in.
  if (answer.redirected) location.reload();
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const open = (dialog) => {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
};

const shown = () => document.querySelector("dialog[open]");

export const keys = async () => {
  if (shown()) return;
  const page = (await fetched("/keys")).querySelector(".keys");
  if (!page || shown()) return;
  page.querySelectorAll("[data-needs]").forEach((one) => document.querySelector(one.dataset.needs) || one.remove());
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("closedby", "any");
  dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
  dialog.tabIndex = -1;
  dialog.append(page);
  open(dialog);
};

export const palette = async () => {
  if (shown()) return shown().matches(".palette") && shown().close();
  const dialog = (await fetched("/palette")).querySelector(".palette");
  if (!dialog || shown()) return;
  open(dialog);
  const box = dialog.querySelector("input");
  const options = () => [...dialog.querySelectorAll("[role=option]")];
  const mark = (one) => {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === one)));
    box.setAttribute("aria-activedescendant", one?.id ?? "");
    one?.scrollIntoView({ block: "nearest" });
  };
  const marked = () => dialog.querySelector("[aria-selected=true]");
  mark(options()[0]);

  let wait, asked;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    asked?.abort();
    wait = setTimeout(async () => {
      asked = new AbortController();
      const answer = await fetched(`/palette?q=${encodeURIComponent(box.value)}`, asked.signal).catch(() => null);
      for (const part of answer ? [".palette-list", ".palette-none"] : []) {
        dialog.querySelector(part).replaceChildren(...answer.querySelector(part).childNodes);
      }
      if (answer) mark(options()[0]);
    }, box.value ? 120 : 0);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !(step || event.key === "Enter")) return;
    event.preventDefault();
    if (step) mark(all.at((all.indexOf(marked()) + step) % all.length));
    else marked()?.click();
  });
  dialog.addEventListener("pointermove", (event) => {
    const one = event.target.closest("[role=option]");
    if (one && one !== marked()) mark(one);
  });
  dialog.addEventListener("click", (event) => event.target.closest("button, a[href='/keys']") && dialog.close());
};
