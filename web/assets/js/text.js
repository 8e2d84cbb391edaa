// A counter beside a text that comes near its limit. Line breaks and characters count as the server counts them.

// One quiet place that says what happens to those who do not see it.
const say = (sentence) => {
  let place = document.querySelector("#said");
  if (!place) {
    place = Object.assign(document.createElement("div"), { id: "said", className: "visually-hidden", role: "status" });
    (document.querySelector("main") ?? document.body).append(place);
  }
  // A place that has just come is not listened to yet.
  setTimeout(() => place.replaceChildren(sentence), 100);
};
document.addEventListener("say", (event) => say(event.detail));

const length = (field) => {
  const text = field.value.normalize("NFC");
  return [...(field.matches("textarea") ? text.trimEnd().replace(/^[\n \t]+/, "") : text.trim().replace(/\s+/g, " "))].length;
};

let pause;
const count = (field, typed) => {
  const counter = field.id && document.querySelector(`.counter[for="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const limit = Number(counter.dataset.limit);
  const used = length(field);
  const near = used > limit * 0.8;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const values = { used: number.format(used), limit: number.format(limit) };
  counter.textContent = near ? `${values.used} / ${values.limit}` : "";
  counter.toggleAttribute("data-over", used > limit);
  clearTimeout(pause);
  if (typed && near) pause = setTimeout(say, 1000, counter.dataset.said.replace(/\{(\w+)\}/g, (_, name) => values[name]));
};

document.addEventListener("input", (event) => count(event.target, true));
const countAll = () => document.querySelectorAll(".input").forEach((field) => count(field));
document.addEventListener("shown", countAll);
countAll();
