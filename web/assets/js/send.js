// Sending: once, with progress when files go along, and by Ctrl+Enter.

const buttons = (form) => [...form.querySelectorAll("button[type=submit]")];

const settle = (form) => {
  delete form.dataset.sending;
  buttons(form).forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-busy");
  });
  form.querySelector(".upload")?.remove();
};

const begin = (form, submitter) => {
  form.dataset.sending = "";
  const submission = form.elements.submission?.value;
  if (submission) history.replaceState({ submission, action: form.action }, "");
  buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  submitter?.setAttribute("data-busy", "");
};

const fail = (form) => {
  settle(form);
  const line = form.querySelector(".send-failed") ?? document.createElement("p");
  line.className = "field-error send-failed";
  line.setAttribute("role", "alert");
  line.textContent = form.dataset.failed;
  (form.querySelector(".form-end") ?? buttons(form)[0]).before(line);
};

// The page that came back takes the place of this one. Every listener is on the document, so it works at once.
let here = location.pathname + location.search;
const show = (xhr, from) => {
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const url = new URL(xhr.responseURL);
  // A redirect means it is done; without one, the same form came back with something to mend, at the same address.
  const moved = url.pathname !== location.pathname;
  if (url.pathname !== from.pathname) history[moved ? "pushState" : "replaceState"](null, "", url);
  else history.replaceState(null, "");
  here = location.pathname + location.search;
  document.title = page.title;
  document.body.replaceWith(page.body);
  document.dispatchEvent(new Event("shown"));
  const wrong = document.querySelector("[autofocus]");
  (wrong ?? document.querySelector("main")).focus({ preventScroll: true });
  // A new page begins at its top; on the same one, what is to be mended comes into sight, or what was just sent.
  if (moved && !wrong) scrollTo(0, 0);
  else (wrong ?? [...document.querySelectorAll(".message")].at(-1))?.scrollIntoView({ block: "nearest" });
};
// Asked for anew, not reloaded: a reload would send again what the address was last sent.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== here) location.replace(location.pathname + location.search);
});

const upload = (form, submitter) => {
  const from = new URL(form.action);
  const bar = document.createElement("progress");
  bar.className = "upload";
  bar.max = 1;
  bar.value = 0;
  form.querySelector("[data-attach] .picked").after(bar);

  const xhr = new XMLHttpRequest();
  xhr.open("POST", form.action);
  xhr.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  xhr.addEventListener("load", () => {
    if (xhr.getResponseHeader("content-type")?.startsWith("text/html")) show(xhr, from);
    else fail(form);
  });
  xhr.addEventListener("error", () => fail(form));
  xhr.send(new FormData(form, submitter));
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sending")) return event.preventDefault();
  if (form.querySelector("[data-attach][data-refused]")) {
    event.preventDefault();
    form.querySelector("[data-refused] .attach-input").focus();
    return;
  }
  form.querySelector(".send-failed")?.remove();
  // Leaving the page without a connection would lose what was typed.
  if (!navigator.onLine && form.dataset.failed) {
    event.preventDefault();
    return fail(form);
  }
  begin(form, event.submitter);
  if (form.querySelector(".attach-input")?.files.length) {
    event.preventDefault();
    upload(form, event.submitter);
  }
});

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-sending]").forEach(settle));

document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form?.hasAttribute("data-send")) return;
  event.preventDefault();
  form.requestSubmit(buttons(form)[0]);
});

// Back at a form that was sent, with what was typed still in it: it keeps its id, so that sending it again makes nothing twice.
const sent = history.state?.submission && [...document.forms].find((form) => form.action === history.state.action);
if (sent?.elements.submission) sent.elements.submission.value = history.state.submission;
