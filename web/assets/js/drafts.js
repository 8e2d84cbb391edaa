// Drafts: what is typed into a form with `data-draft` is kept on the desk, a moment after the typing stops and when the
// page is left. A form that nobody touched sends nothing.

const PAUSE = 1000;
const AGAIN = 10_000;

const drafts = new WeakMap();

const content = (form) => {
  const data = new FormData(form);
  data.delete("attachment");
  return data;
};
const written = (data) => String(new URLSearchParams(data));
const tell = (form, sentence) => form.querySelector(".draft-state")?.replaceChildren(sentence);

const save = async (form, leaving = false) => {
  const draft = drafts.get(form);
  clearTimeout(draft.timer);
  if (!draft.touched || form.hasAttribute("data-sending")) return;
  // One after the other, so that the last one is the last to arrive.
  if (draft.busy && !leaving) await draft.busy;
  const data = content(form);
  const now = written(data);
  if (now === draft.kept) return;
  draft.kept = now;
  draft.busy = fetch(form.dataset.draft, { method: "POST", body: data, keepalive: leaving }).then(async (answer) => {
    if (answer.status >= 500) throw answer;
    if (!answer.ok) draft.kept = "";
    tell(form, answer.headers.get("content-type").startsWith("text/plain") ? await answer.text() : form.querySelector(".draft-state").dataset.unsaved);
  }).catch(() => {
    draft.kept = "";
    tell(form, form.querySelector(".draft-state").dataset.unsaved);
    draft.timer = setTimeout(save, AGAIN, form);
  });
  await draft.busy;
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  const draft = drafts.get(form);
  if (!draft) return;
  draft.touched = true;
  tell(form, "");
  clearTimeout(draft.timer);
  draft.timer = setTimeout(save, PAUSE, form);
});

const forms = () => document.querySelectorAll("form[data-draft]");
const saveAll = () => forms().forEach((form) => save(form, true));
document.addEventListener("visibilitychange", () => document.hidden && saveAll());
addEventListener("pagehide", saveAll);

// Thrown away: nothing that is still on its way may bring it back.
document.addEventListener("submit", (event) => {
  const form = event.submitter?.closest("form[data-draft]");
  if (!form || form === event.target) return;
  event.preventDefault();
  form.dataset.sending = "";
  Promise.resolve(drafts.get(form).busy).then(() => event.target.submit());
});

const begin = () => forms().forEach((form) => drafts.set(form, { kept: written(content(form)) }));
document.addEventListener("shown", begin);

// A page that the browser had already shows the same id in every tab. Two tabs are two forms, unless they show one draft.
// (Without HTTPS there is no `randomUUID`; then the second tab is told that its form was sent.)
forms().forEach((form) => {
  if (crypto.randomUUID && !form.querySelector(".draft-restored")) form.elements.submission.value = crypto.randomUUID();
});
begin();
