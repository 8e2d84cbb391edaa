// Attachments before sending: picked, pasted or dropped, each on its way as soon as it is there, with a thumbnail and
// its progress; what breaks a rule is said at once. A file that does not get through by itself goes with the form.

const files = new WeakMap();

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

const part = (box, selector) => box.querySelector("template").content.querySelector(selector).cloneNode(true);
const rowsOf = (box) => [...box.querySelectorAll(".picked-file")];
const say = (sentence) => document.dispatchEvent(new CustomEvent("say", { detail: sentence }));
const touched = (box) => box.dispatchEvent(new Event("input", { bubbles: true }));

const label = (box, row, name, size) => {
  const named = (sentence) => sentence.replace("{name}", name);
  row.querySelector(".picked-name").textContent = name;
  row.querySelector(".picked-size").textContent = size;
  row.querySelector(".picked-remove").ariaLabel = named(box.dataset.remove);
  row.querySelector(".picked-retry").ariaLabel = named(box.dataset.retry);
  row.querySelector("progress").ariaLabel = named(box.dataset.uploadingFile);
};

const upload = (box, row) => {
  const it = files.get(row);
  const bar = row.querySelector("progress");
  const note = row.querySelector(".picked-note");
  const data = new FormData();
  data.append("attachment", it.file, it.file.name);
  const xhr = it.xhr = new XMLHttpRequest();
  row.dataset.uploading = "";
  delete row.dataset.failed;
  note.textContent = "";
  bar.value = 0;
  xhr.open("POST", "/files");
  xhr.responseType = "json";
  xhr.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  xhr.addEventListener("loadend", () => {
    delete row.dataset.uploading;
    const { id, name, size, error } = xhr.response ?? {};
    if (id) {
      it.done = true;
      const kept = row.querySelector("input");
      Object.assign(kept, { name: "kept", value: id, checked: true });
      label(box, row, name, size);
      say(box.dataset.uploaded.replace("{name}", name));
      if (row.isConnected) touched(box);
      else discard(row);
    } else if (xhr.status === 413 || xhr.status === 422) {
      it.refused = error;
    } else if (row.isConnected) {
      row.dataset.failed = "";
      note.textContent = error ?? box.dataset.uploadFailed;
      say(`${it.file.name}: ${note.textContent}`);
    }
    check(box);
    box.closest("form")?.dispatchEvent(new Event("uploaded"));
  });
  xhr.send(data);
};

// What is wrong with the files, and which of them may go: the first so many that nothing is wrong with.
const check = (box) => {
  const input = box.querySelector(".attach-input");
  const errors = box.querySelector(".field-errors");
  const rows = rowsOf(box);
  const wrong = [];
  let room = Number(box.dataset.maxFiles);
  for (const row of rows) {
    const it = files.get(row);
    const over = !it?.refused && room-- <= 0;
    row.toggleAttribute("data-refused", Boolean(it?.refused) || over);
    if (it?.refused) wrong.push(it.refused);
    else if (it && !it.xhr && !over) upload(box, row);
  }
  if (room < 0) wrong.push(box.dataset.tooMany);
  box.querySelector(".picked").hidden = rows.length === 0;
  if (wrong.join() === [...errors.querySelectorAll("span")].map((line) => line.textContent).join()) return;
  errors.hidden = wrong.length === 0;
  errors.replaceChildren(...wrong.map((sentence) => {
    const line = part(box, "p");
    line.querySelector("span").textContent = sentence;
    return line;
  }));
  delete box.dataset.told;
  box.toggleAttribute("data-refused", wrong.length > 0);
  input.setAttribute("aria-describedby", `${wrong.length > 0 ? `${errors.id} ` : ""}${input.id}-hint`);
  if (wrong.length > 0) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
};

const addFiles = (box, more) => {
  for (const file of more) {
    const known = rowsOf(box).some((row) => {
      const old = files.get(row)?.file;
      return old?.name === file.name && old.size === file.size && old.lastModified === file.lastModified;
    });
    if (known) continue;
    const row = part(box, "li");
    const refused = refusal(box, file);
    files.set(row, { file, refused });
    label(box, row, file.name, fileSize(box, file.size));
    box.querySelector(".picked").append(row);
    if (!refused) thumbnail(file, row.querySelector(".picked-thumb"));
  }
  check(box);
};

const discard = (row) => {
  const { name, value } = row.querySelector("input");
  if (name) fetch(`/files/${value}/discard`, { method: "POST", keepalive: true }).catch(() => {});
};

const remove = (box, row) => {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  discard(row);
  files.get(row)?.xhr?.abort();
  check(box);
  touched(box);
  (next?.querySelector(".picked-remove") ?? box.querySelector(".attach-input")).focus();
};

document.addEventListener("click", ({ target }) => {
  const row = target.closest(".picked-file");
  const box = row?.closest("[data-attach]");
  if (box && target.closest(".picked-remove")) remove(box, row);
  if (box && target.closest(".picked-retry")) {
    upload(box, row);
    row.querySelector(".picked-remove").focus();
  }
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches(".attach-input")) return;
  addFiles(target.closest("[data-attach]"), target.files);
  target.value = "";
});

// What did not get through by itself goes with the form.
document.addEventListener("formdata", ({ target, formData }) => {
  target.querySelectorAll(".picked-file[data-failed]").forEach((row) => {
    const { file } = files.get(row);
    formData.append("attachment", file, file.name);
  });
});

// Where files go that are pasted or dropped: the form they are dropped on, else the one in sight.
const target = (element) =>
  element?.closest?.("form")?.querySelector("[data-attach]") ?? [...document.querySelectorAll("[data-attach]")].find((box) => box.offsetParent);

// Every pasted screenshot is called "image.png"; the time in the person's zone tells them apart.
const named = (box, file) => {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const time = new Date().toLocaleString("sv", { timeZone: box.dataset.zone, dateStyle: "short", timeStyle: "short" }).replace(":", ".");
  const taken = rowsOf(box).map((row) => row.querySelector(".picked-name").textContent);
  const name = (count) => `${box.dataset.screenshot.replace("{time}", time)}${count > 1 ? ` ${count}` : ""}${file.name.slice(5)}`;
  let count = 1;
  while (taken.includes(name(count))) count += 1;
  return new File([file], name(count), { type: file.type, lastModified: file.lastModified });
};

document.addEventListener("paste", (event) => {
  const box = target(event.target);
  if (!box || !event.clipboardData.files.length) return;
  event.preventDefault();
  [...event.clipboardData.files].forEach((file) => addFiles(box, [named(box, file)]));
});

// The form lights up while files are over the page.
const light = (over) => document.querySelectorAll("[data-attach]").forEach((box) => {
  const { dataset } = box.closest("form");
  if (box === over) dataset.over = box.dataset.drop;
  else delete dataset.over;
});

document.addEventListener("dragover", (event) => {
  const box = event.dataTransfer.types.includes("Files") && target(event.target);
  if (!box) return;
  event.preventDefault();
  light(box);
});
document.addEventListener("dragleave", (event) => event.relatedTarget ?? light());
document.addEventListener("drop", (event) => {
  const box = target(event.target);
  light();
  if (!box || !event.dataTransfer.files.length) return;
  event.preventDefault();
  addFiles(box, event.dataTransfer.files);
});
