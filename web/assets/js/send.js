// Sending: in the background, once, by Ctrl+Enter too. Whatever goes wrong, the page stays with everything in it.

const buttons = (form) => [...form.querySelectorAll("button[type=submit]:not([form])")];

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

const fail = (form, sentence = form.dataset.failed) => {
  settle(form);
  const line = form.querySelector(".send-failed") ?? document.createElement("p");
  line.className = "field-error send-failed";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  (form.querySelector(".form-end") ?? buttons(form)[0]).before(line);
};

// The page that came back takes the place of this one. Every listener is on the document, so it works at once. What is
// to be mended comes into sight, or what was just sent.
const show = (page, url = location.href) => {
  history.replaceState(null, "", url);
  document.title = page.title;
  document.body.replaceWith(page.body);
  document.dispatchEvent(new Event("shown"));
  const [main, wrong] = [document.querySelector("main"), document.querySelector("[autofocus]")];
  (wrong ?? main).focus({ preventScroll: true });
  (wrong ?? document.getElementById(location.hash.slice(1)) ?? main).scrollIntoView({ block: "nearest" });
};

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// It is done: on to the next page. A part of this very page is asked for anew; going there would only scroll.
const go = async (url) => {
  if (!url.hash || url.pathname + url.search !== location.pathname + location.search) return location.assign(url);
  try {
    show(parse(await (await fetch(url)).text()), url);
  } catch {
    history.replaceState(null, "", url);
    location.reload();
  }
};

const answered = (form, action, xhr) => {
  const to = xhr.getResponseHeader("x-location");
  if (to) return go(new URL(to, location));
  if (!xhr.getResponseHeader("content-type")?.startsWith("text/html")) return fail(form);
  const page = parse(xhr.responseText);
  const error = page.querySelector(".error-page");
  if (!error) return show(page, new URL(action).hash || undefined);
  fail(form, `${error.querySelector("h1").textContent}. ${error.querySelector("h1 + p").textContent}`);
};

const send = (form, submitter) => {
  const data = new FormData(form, submitter);
  const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const xhr = new XMLHttpRequest();
  xhr.open("POST", action);
  xhr.setRequestHeader("X-Requested-With", "script");
  if (data.getAll("attachment").some((file) => file.size)) {
    // Files that could not be sent by themselves.
    const bar = Object.assign(document.createElement("progress"), { className: "upload", max: 1, value: 0, ariaLabel: submitter?.textContent });
    form.querySelector(".form-end").before(bar);
    xhr.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  }
  xhr.addEventListener("load", () => answered(form, action, xhr));
  xhr.addEventListener("error", () => fail(form));
  xhr.send(form.enctype === "multipart/form-data" ? data : new URLSearchParams(data));
};

// What was refused is said once more before the form goes without it.
const stopped = (form) => {
  const box = form.querySelector("[data-attach][data-refused]:not([data-told])");
  if (!box) return false;
  box.dataset.told = "";
  settle(form);
  box.querySelector(".attach-input").focus();
  return true;
};

const whenUploaded = (form, then) => {
  if (!form.querySelector("[data-uploading]")) return then();
  form.addEventListener("uploaded", () => whenUploaded(form, then), { once: true });
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sending")) return event.preventDefault();
  const sends = form.hasAttribute("data-send");
  if (sends) event.preventDefault();
  if (stopped(form)) return;
  form.querySelector(".send-failed")?.remove();
  begin(form, event.submitter);
  if (sends) whenUploaded(form, () => stopped(form) || send(form, event.submitter));
});

// The second click of a double click is not a second thought.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("[data-send] [type=submit]")) event.preventDefault();
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
