// Theme, density and shortcuts apply at once; the server keeps them for the next page.

const scheme = { light: "light", dark: "dark" };

document.addEventListener("submit", (event) => {
  const form = event.target;
  const { name, value } = event.submitter ?? {};
  if (!form.matches("[data-display]") || !name) return;
  event.preventDefault();
  document.documentElement.dataset[name] = value;
  if (name === "theme") document.querySelector("meta[name=color-scheme]").content = scheme[value] ?? "light dark";
  document.querySelectorAll(`[data-display] [name=${name}]`).forEach((one) => one.setAttribute("aria-pressed", String(one.value === value)));
  // It holds for this page in any case; without a connection the next one has the old choice.
  fetch(form.action, { method: "POST", body: new URLSearchParams({ [name]: value }), redirect: "manual", keepalive: true }).catch(() => {});
}, true);
