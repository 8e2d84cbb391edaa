// Live: an open page hears that something changed and asks for its part again. It hears over one stream for all tabs of a
// browser. What somebody reads or points at never moves; then what came is offered.

const root = document.documentElement;
const main = () => document.querySelector("main");
const says = () => document.querySelector(".live");
const hears = () => main()?.dataset.hears?.split(" ") ?? [];

// --- Taking over what is new ---

/** Makes one node like another and keeps it where it is, so that focus, selection and what is open stay. */
const morph = (old, fresh) => {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) return void (old.data = fresh.data);
  for (const { name } of [...old.attributes]) if (name !== "checked" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const olds = [...old.childNodes];
  const news = [...fresh.childNodes];
  news.forEach((one, place) => (olds[place] ? morph(olds[place], one) : old.append(one)));
  olds.slice(news.length).forEach((one) => one.remove());
};

const say = (...what) => says()?.replaceChildren(...what);
const words = (count) => says().dataset.offer.replace("{n}", count);

/** Said to a screen reader; shown as a button where what came is not in sight. */
const offer = (count, take) => {
  const button = document.createElement("button");
  button.className = "button live-offer";
  button.textContent = words(count);
  button.addEventListener("click", () => { say(); take(); });
  say(button);
};
const tell = (count) => {
  const text = document.createElement("span");
  text.className = "visually-hidden";
  text.textContent = words(count);
  say(text);
};

let pointed = 0;
document.addEventListener("pointermove", (event) => {
  if (event.target.closest?.("[data-live] tbody")) pointed = event.timeStamp;
});
const calm = () => scrollY < 80 && performance.now() - pointed > 1500 && !document.querySelector("dialog[open]");

/** Rows: what is there changes in its place; what comes or goes waits until nobody looks or points at the rows. */
let waiting;
const takeRows = (old, fresh) => {
  const known = new Map([...old.rows].map((row) => [row.id, row]));
  const updated = (row) => row.querySelector(".c-updated time")?.dateTime;
  const came = [...fresh.rows].filter((row) => !known.has(row.id) || updated(known.get(row.id)) !== updated(row)).length;
  const rows = [...fresh.rows].map((row) => {
    const own = known.get(row.id);
    if (own) {
      // What was chosen was chosen as it looked then.
      const pick = own.querySelector("[name=selected]");
      const was = pick?.value;
      morph(own, row);
      if (pick && pick.value !== was) pick.checked = false;
    } else row.classList.add("arrived");
    return own ?? row;
  });
  clearTimeout(waiting);
  if (rows.length === old.rows.length && rows.every((row, place) => row === old.rows[place])) return;
  const take = () => {
    const held = document.activeElement;
    old.replaceChildren(...rows);
    held.focus({ preventScroll: true });
  };
  if (calm()) {
    take();
    if (came) tell(came);
    return;
  }
  if (came) offer(came, () => { clearTimeout(waiting); take(); scrollTo({ top: 0 }); rows[0]?.querySelector("a")?.focus({ preventScroll: true }); });
  const later = () => {
    if (!old.isConnected) return;
    if (!calm()) return void (waiting = setTimeout(later, 500));
    say();
    take();
  };
  waiting = setTimeout(later, 500);
};

/** A conversation: grows at its end. What is being written below it stays where it is on screen. */
const takeThread = (old, fresh) => {
  const known = new Map([...old.children].map((one) => [one.id, one]));
  const writing = document.activeElement?.closest(".compose-box");
  const place = writing?.getBoundingClientRect().top;
  const came = [];
  for (const one of [...fresh.children]) {
    const own = known.get(one.id);
    known.delete(one.id);
    if (!own) {
      one.classList.add("arrived");
      old.append(one);
      if (one.matches(".message")) came.push(one);
      continue;
    }
    // What was new when the page was opened stays so until it is left.
    const mark = own.querySelector(".message-meta > .new");
    if (mark && !one.querySelector(".message-meta > .new")) one.querySelector(".message-role").after("\n    ", mark.cloneNode(true));
    morph(own, one);
  }
  known.forEach((one) => one.remove());
  if (writing) scrollBy({ top: writing.getBoundingClientRect().top - place, behavior: "instant" });
  if (!came.length) return;
  const { top, bottom } = came[0].getBoundingClientRect();
  if (top < innerHeight - 60 && bottom > 0) tell(came.length);
  else offer(came.length, () => came[0].scrollIntoView({ block: "center" }));
};

const take = (old, fresh) => {
  if (old.matches(".thread")) return takeThread(old, fresh);
  const [rows, other] = [old.querySelector("tbody"), fresh.querySelector("tbody")];
  if (!rows || !other) return morph(old, fresh);
  takeRows(rows, other);
  // The rows are as they should be or wait for it; the rest is taken over around them.
  other.replaceChildren(...rows.cloneNode(true).childNodes);
  morph(old, fresh);
};

let busy = false;
let stale = false;
let timer;
/** When it is asked again; what is due sooner goes before. */
let due = Infinity;

const refresh = async () => {
  if (busy || !navigator.onLine) return;
  busy = true;
  stale = false;
  try {
    const response = await fetch(location.href, { headers: { "affdesk-live": "1" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const person = page.documentElement.dataset.person;
    if (person !== root.dataset.person) ended();
    else if (response.ok) {
      document.title = page.title;
      document.querySelectorAll("[data-live]").forEach((old) => {
        const fresh = page.querySelector(`[data-live="${old.dataset.live}"]`);
        if (fresh) take(old, fresh);
      });
      document.dispatchEvent(new Event("live"));
    }
  } catch {
    // No connection: the stream tells when there is one again.
    stale = true;
  }
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  busy = false;
  if (stale && navigator.onLine) soon();
};

/** Within so many milliseconds. A page that nobody sees waits until somebody does. */
const soon = (within = 80) => {
  stale = true;
  if (document.hidden) return;
  const at = performance.now() + within;
  if (at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(() => {
    due = Infinity;
    if (!document.hidden) refresh();
  }, within);
};

/** Every open page of the desk may be told "all" in one moment; they must not all ask in one. */
const SPREAD = 3000;

const ended = () => {
  over = true;
  release();
  // The sign-in page, where a form may have led already, says it by itself.
  if (!says()) return;
  const line = document.createElement("p");
  const link = document.createElement("a");
  line.className = "notice notice-info";
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = says().dataset.signIn;
  line.append(`${says().dataset.ended} `, link);
  say(line);
};

const heard = (what) => {
  if (over) return;
  if (what === "ended") ended();
  else if (what === "all") soon(80 + Math.random() * SPREAD);
  else if (hears().includes(what) || (what.startsWith("ticket-") && hears().includes("tickets"))) soon();
};

// --- The stream ---

let over = !hears().length;
let since = Number(root.dataset.at);
let stream;
let release = () => {};
let leads = false;
let retry;
let alive = 0;
let pause = 1000;
/** What the tab that holds the stream heard lately, for tabs that open later with an older page. */
let heardSince;
const memory = [];
const channel = new BroadcastChannel("affdesk-live");

channel.addEventListener("message", ({ data: [what, at] }) => {
  if (what !== "hello") return heard(what);
  if (!stream) return;
  if (at < heardSince) channel.postMessage(["all", 0]);
  else memory.filter(([, moment]) => moment >= at).forEach((one) => channel.postMessage(one));
});

const connect = () => {
  clearTimeout(retry);
  stream?.close();
  // Without a connection there is nothing to try; that there is one again is told.
  if (!navigator.onLine) return;
  alive = Date.now();
  heardSince ??= since;
  stream = new EventSource(`/live?since=${since}`);
  stream.addEventListener("message", ({ data, lastEventId }) => {
    alive = Date.now();
    pause = 1000;
    since = Number(lastEventId) || since;
    if (data !== "quiet") {
      memory.push([data, since]);
      if (memory.length > 500) heardSince = memory.shift()[1];
      channel.postMessage([data, since]);
      heard(data);
    }
  });
  stream.addEventListener("error", () => {
    // The browser tries again by itself, but not after an answer that is none.
    if (!navigator.onLine || stream?.readyState !== EventSource.CLOSED) return;
    retry = setTimeout(connect, pause * (.5 + Math.random()));
    pause = Math.min(pause * 2, 30_000);
  });
};

const hold = () => new Promise((resolve) => {
  if (over) return resolve();
  leads = true;
  release = () => {
    leads = false;
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
    resolve();
  };
  connect();
});
/** A little later, so that a page that is only passed through makes no stream; nothing is missed, because it says since when. */
let begin;
const listen = () => {
  if (over) return;
  channel.postMessage(["hello", since]);
  clearTimeout(begin);
  begin = setTimeout(() => {
    // Without locks, which plain http lacks, each tab has a stream of its own.
    if (navigator.locks) navigator.locks.request("affdesk-live", hold);
    else hold();
  }, 1500);
};

/** After a laptop slept, its stream may be dead without knowing it. */
const wake = () => {
  if (over) return;
  if (stream && Date.now() - alive > 40_000) connect();
  // What is due already has its moment.
  if (stale && due === Infinity) soon();
};
setInterval(wake, 10_000);
// "2 min ago" is right for a minute.
setInterval(() => over || document.hidden || soon(), 60_000);
document.addEventListener("visibilitychange", wake);
addEventListener("offline", () => stream?.close());
addEventListener("online", () => {
  if (over) return;
  if (leads) connect();
  soon();
});
document.addEventListener("shown", () => over || soon());
// A page that waits in the browser's memory gives the stream to another tab.
addEventListener("pagehide", () => {
  clearTimeout(begin);
  release();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  listen();
  soon();
});
listen();
