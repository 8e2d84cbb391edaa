// Attachments before sending: a list with thumbnails, picked, pasted or dropped; what breaks a rule is said at once.

const picked = new WeakMap();

// Said as the server says it: below 1024 KB after rounding, then in MB.
const fileSize = (box, bytes) => {
  const [inBytes, inKilo, inMega] = box.dataset.sizes.split("|");
  const kilo = Math.round(bytes / 102.4) / 10;
  const [value, words] = bytes < 1024 ? [bytes, inBytes] : kilo < 1024 ? [kilo, inKilo] : [bytes / 1048576, inMega];
  return words.replace("{n}", new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value));
};

const refusal = (box, file) => {
  const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
  const { accept, wrongFormat, empty, maxBytes, tooLarge } = box.dataset;
  const sentence = !accept.split(",").includes(ending) ? wrongFormat : file.size === 0 ? empty : file.size > Number(maxBytes) ? tooLarge : "";
  return sentence.replace("{name}", file.name);
};

// Drawn on a canvas, so that the content policy need not allow addresses made by scripts.
const thumbnail = async (file, place) => {
  if (!file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 108, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 72;
    const scale = Math.max(72 / picture.width, 72 / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d").drawImage(picture, (72 - width) / 2, (72 - height) / 2, width, height);
    place.replaceChildren(canvas);
  } catch {
    // Not a picture after all; the server says so when it arrives.
  }
};

const showFiles = (box, files) => {
  const input = box.querySelector(".attach-input");
  const list = box.querySelector(".picked");
  const errors = box.querySelector(".field-errors");
  const parts = box.querySelector("template").content;

  const held = new DataTransfer();
  files.forEach((file) => held.items.add(file));
  input.files = held.files;
  picked.set(input, files);

  const sentences = files.map((file) => refusal(box, file));
  list.hidden = files.length === 0;
  list.replaceChildren(...files.map((file, index) => {
    const item = parts.querySelector("li").cloneNode(true);
    const remove = item.querySelector("button");
    item.toggleAttribute("data-refused", sentences[index] !== "");
    item.querySelector(".picked-name").textContent = file.name;
    item.querySelector(".picked-size").textContent = fileSize(box, file.size);
    remove.setAttribute("aria-label", box.dataset.remove.replace("{name}", file.name));
    remove.addEventListener("click", () => {
      showFiles(box, files.toSpliced(index, 1));
      (list.querySelectorAll("button")[Math.min(index, files.length - 2)] ?? input).focus();
    });
    thumbnail(file, item.querySelector(".picked-thumb"));
    return item;
  }));

  const wrong = sentences.filter(Boolean);
  if (files.length > Number(box.dataset.maxFiles)) wrong.push(box.dataset.tooMany);
  errors.hidden = wrong.length === 0;
  errors.replaceChildren(...wrong.map((sentence) => {
    const line = parts.querySelector("p").cloneNode(true);
    line.querySelector("span").textContent = sentence;
    return line;
  }));
  box.toggleAttribute("data-refused", wrong.length > 0);
  input.setAttribute("aria-describedby", `${wrong.length > 0 ? `${errors.id} ` : ""}${input.id}-hint`);
  if (wrong.length > 0) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
};

const addFiles = (box, more) => {
  const files = picked.get(box.querySelector(".attach-input")) ?? [];
  const known = (file) => files.some((old) => old.name === file.name && old.size === file.size && old.lastModified === file.lastModified);
  showFiles(box, [...files, ...[...more].filter((file) => !known(file))]);
};

document.addEventListener("change", (event) => {
  if (!event.target.matches(".attach-input")) return;
  const box = event.target.closest("[data-attach]");
  if (event.target.files.length > 0) addFiles(box, event.target.files);
  else showFiles(box, []);
});

// Where files go that are pasted or dropped: the form they are dropped on, else the one in sight.
const target = (element) =>
  element?.closest?.("form")?.querySelector("[data-attach]") ?? [...document.querySelectorAll("[data-attach]")].find((box) => box.offsetParent);

document.addEventListener("paste", (event) => {
  const box = target(event.target);
  if (!box || !event.clipboardData.files.length) return;
  event.preventDefault();
  addFiles(box, event.clipboardData.files);
});

const light = (box) => document.querySelectorAll("[data-attach]").forEach((one) => one.toggleAttribute("data-over", one === box));

document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  const box = target(event.target);
  if (!box) return;
  event.preventDefault();
  light(box);
});
document.addEventListener("dragleave", (event) => event.relatedTarget ?? light(null));
document.addEventListener("drop", (event) => {
  const box = target(event.target);
  light(null);
  if (!box || !event.dataTransfer.files.length) return;
  event.preventDefault();
  addFiles(box, event.dataTransfer.files);
});
