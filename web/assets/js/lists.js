// Lists: the whole row opens its ticket, and filters apply when they are chosen.

document.addEventListener("click", (event) => {
  const link = event.target.closest(".table tbody tr")?.querySelector(".row-link");
  if (!link || event.target.closest("a, button, input, label") || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) open(link.href);
  else link.click();
});

// Arrow keys run through a closed list's options; only a choice by hand sends the form by itself.
let byHand = false;
document.addEventListener("pointerdown", () => { byHand = true; });
document.addEventListener("keydown", () => { byHand = false; });
document.addEventListener("change", (event) => {
  if (byHand && event.target.matches(".filters select")) event.target.form.requestSubmit();
});

// One list has one address: what is not chosen is not in it.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  [...event.formData].filter(([, value]) => value === "").forEach(([name]) => event.formData.delete(name));
});

// A list that comes back from the browser's memory shows what its address says, not what was typed before it was left.
addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll(".filters, .search").forEach((form) => form.reset()));

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role=button]")) event.preventDefault(), event.target.click();
});

// A page that was fetched ahead has marked nothing as read. Now it is looked at, so it is asked for in earnest.
if (performance.getEntriesByType("navigation")[0]?.deliveryType === "navigational-prefetch" && document.querySelector(".message .new")) fetch(location.href);

// What is typed into a list's search narrows it while it is typed; the address says the same.
let typing;
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("[data-typed]");
  if (!form || target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const asked = new URL(form.action);
    asked.search = new URLSearchParams(new FormData(form));
    history.replaceState(history.state, "", asked);
    const answer = await fetch(asked).catch(() => {});
    if (!answer || location.href !== asked.href) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("[data-live=list]");
    if (list) document.querySelector("[data-live=list]").replaceWith(list);
    else location.reload();
  }, 200);
});

// Rows that are chosen for something: all at once, and how many.
const chosen = (form, all) => {
  const rows = [...form.querySelectorAll("[name=selected]")];
  if (all) rows.forEach((row) => { row.checked = all.checked; });
  const count = rows.filter((row) => row.checked).length;
  const said = form.querySelector("[data-selected]");
  said.textContent = count;
  said.hidden = !count;
  const box = form.querySelector("[data-all]");
  if (box) [box.indeterminate, box.checked] = [count > 0 && count < rows.length, count > 0 && count === rows.length];
};
document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-select]");
  if (form && target.type === "checkbox") chosen(form, target.matches("[data-all]") && target);
});
document.addEventListener("live", () => document.querySelectorAll("[data-select]").forEach((form) => chosen(form)));

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  from.select();
  // Without a secure context there is no clipboard to write to, but there is the old way.
  await (navigator.clipboard?.writeText(from.value) ?? document.execCommand("copy"));
  button.querySelector("span").textContent = button.closest("[data-copied]").dataset.copied;
});
