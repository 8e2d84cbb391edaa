// Reply and Internal note: one open at a time. The links work without this; with it, what was typed stays.

const openTab = (tab) => {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    other.setAttribute("aria-selected", String(other === tab));
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
  history.replaceState(null, "", tab.getAttribute("href").split("#")[0]);
};

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openTab(tab);
  // From the keyboard the focus stays on the tab, where the arrows work.
  if (event.detail > 0) document.querySelector(`#${tab.getAttribute("aria-controls")} textarea`)?.focus();
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[role=tab]")) return;
  const tabs = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const ahead = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const step = { [ahead]: 1, [back]: -1 }[event.key];
  if (event.key === " ") event.preventDefault(), openTab(event.target);
  if (!step) return;
  event.preventDefault();
  const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
  next.focus();
  openTab(next);
});
