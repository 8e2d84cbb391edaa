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
