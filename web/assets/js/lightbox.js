// The light box: the pictures of a conversation, large, one after another. Without it each is a link to its file.

const lightbox = () => document.querySelector("#lightbox");
const pictures = () => [...document.querySelectorAll("a[data-picture]")];
let inBox;

const showPicture = (index) => {
  const [box, all] = [lightbox(), pictures()];
  const at = (index + all.length) % all.length;
  if (!all[at]) return;
  const [width, height] = all[at].dataset.picture.split(" ");
  const text = (selector) => all[at].querySelector(selector).textContent;
  const place = box.querySelector("[data-place]");
  inBox = all[at].href;
  box.querySelector(".lightbox-name").textContent = text(".file-name");
  box.querySelector("[data-size]").textContent = text(".file-size");
  place.textContent = place.dataset.place.replace("{n}", at + 1).replace("{count}", all.length);
  box.querySelectorAll("[data-original]").forEach((link) => { link.href = inBox; });
  box.querySelectorAll("[data-step]").forEach((button) => { button.hidden = all.length < 2; });
  box.querySelector(".lightbox-view").replaceChildren(Object.assign(new Image(width, height), { src: inBox, alt: text(".file-name") }));
};

const step = (by) => showPicture(pictures().findIndex((link) => link.href === inBox) + by);
const ahead = () => (document.dir === "rtl" ? -1 : 1);

document.addEventListener("click", (event) => {
  const [box, link] = [lightbox(), event.target.closest("a[data-picture]")];
  const button = event.target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
  else if (event.target.matches(".lightbox, .lightbox-view")) box.close();
  if (!box || !link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  box.showModal();
  showPicture(pictures().indexOf(link));
  box.querySelector("form button").focus();
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by && lightbox()?.open && !event.altKey && !event.ctrlKey && !event.metaKey) step(by * ahead());
});

// A finger that moves sideways takes the picture along; two fingers make it larger.
let from;
document.addEventListener("touchstart", (event) => {
  from = event.touches.length === 1 && event.target.closest(".lightbox-view") && event.touches[0];
});
document.addEventListener("touchend", (event) => {
  if (!from) return;
  const [to, start] = [event.changedTouches[0], from];
  const [right, down] = [to.clientX - start.clientX, to.clientY - start.clientY];
  from = null;
  if (Math.abs(right) > 40 && Math.abs(right) > 2 * Math.abs(down)) step(-Math.sign(right) * ahead());
});

// What moves stops.
document.addEventListener("close", (event) => event.target.querySelector(".lightbox-view")?.replaceChildren(), true);
