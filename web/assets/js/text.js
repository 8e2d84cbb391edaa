// A counter beside a text that comes near its limit. Line breaks and characters count as the server counts them.

const count = (field) => {
  const counter = field.id && document.querySelector(`.counter[for="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const limit = Number(counter.dataset.limit);
  const length = [...field.value].length;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  counter.textContent = length > limit * 0.8 ? `${number.format(length)} / ${number.format(limit)}` : "";
  counter.toggleAttribute("data-over", length > limit);
};

document.addEventListener("input", (event) => count(event.target));
const countAll = () => document.querySelectorAll(".input").forEach(count);
document.addEventListener("shown", countAll);
countAll();
