// What every file of tests begins with: a desk of its own, a browser, and people who are signed in.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { chromium } from "playwright-core";

import { multipart, request, submission, urlencoded } from "./http.mjs";
import { PEOPLE, signIn } from "./people.mjs";
import { startServer } from "./server.mjs";
import { watch } from "./watch.mjs";

export const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS, timeout: 60_000 });

/** What a page that came instead of a redirect says is wrong. */
const said = ({ text }) => (text.match(/<p class="field-error".*?<\/p>|<h1>.*?<\/h1>/gs) ?? []).join(" ").replaceAll(/<[^>]*>/g, " ");

/** Each test's own hands: pages that it opens are watched, and closed at its end. */
class Desk {
  #engine;
  #settings;
  #server;
  #browser;
  #sessions = new Map();
  #open = [];

  constructor(engine, settings) {
    this.#engine = engine;
    this.#settings = settings;
  }

  async start() {
    const settings = await this.#settings?.();
    const [server, browser] = await Promise.allSettled([startServer(this.#engine, settings), launch()]);
    [this.#server, this.#browser] = [server.value, browser.value];
    const failed = [server, browser].find(({ status }) => status === "rejected");
    if (!failed) return;
    // What did start would keep the tests from ending.
    await this.stop();
    throw failed.reason;
  }

  async stop() {
    await this.#browser?.close();
    await this.#server?.stop();
  }

  get url() {
    return this.#server.url;
  }

  async #context(options) {
    const context = await this.#browser.newContext({
      baseURL: this.url,
      locale: "en-GB",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      // It would stand between a test and what it makes of answers; the test of being offline lets it in.
      serviceWorkers: "block",
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const problems = await watch(context);
    this.#open.push({ context, problems });
    return context;
  }

  /** Opens a page: as somebody who is signed in, or as nobody. Options are those of a browser context. */
  async page(name, options = {}) {
    const context = await this.#context(options);
    if (name) await context.addCookies(await this.#session(name));
    return context.newPage();
  }

  /** Everybody signs in once, through the page; later pages get the same session. */
  async #session(name) {
    if (!this.#sessions.has(name)) this.#sessions.set(name, await this.newSession(name));
    return this.#sessions.get(name);
  }

  /** A session that no other test uses, so that it may be ended. */
  async newSession(name) {
    const context = await this.#context();
    await signIn(await context.newPage(), name);
    return (await context.cookies()).filter((cookie) => cookie.name.endsWith("affdesk"));
  }

  /** Runs another affdesk on the same data, with something on its standard input. */
  async command(parts, input) {
    return this.#server.command(parts, input);
  }

  /** A request as somebody, outside the browser. */
  async send(name, path, options = {}) {
    const cookies = name ? await this.#session(name) : [];
    const cookie = cookies.map((one) => `${one.name}=${one.value}`).join("; ");
    return request(this.url + path, { cookie, ...options });
  }

  /** A form with files, sent by hand. */
  async post(name, path, parts) {
    return this.send(name, path, { method: "POST", ...multipart(parts) });
  }

  /** A form without files, sent by hand. */
  async submit(name, path, fields) {
    return this.send(name, path, { method: "POST", ...urlencoded(fields) });
  }

  /** A ticket of the affiliate, made by hand; its number. */
  async ticket({ as = "affiliate", title = "A ticket", description = "Its description.", type = "general", files = [], ...more } = {}) {
    const fields = Object.entries({ submission: submission(), type, title, description, ...more });
    const answer = await this.post(as, "/support/new", [...fields, ...files.map((one) => ["attachment", one])]);
    assert.equal(answer.status, 303, said(answer));
    return Number(answer.location.match(/^\/support\/(\d+)$/)[1]);
  }

  /** A reply (or, with `kind`, a comment or a note) to a ticket, made by hand. */
  async message(name, id, body, { kind = "reply", files = [], ...more } = {}) {
    const path = kind === "comment" ? `/support/${id}` : `/desk/tickets/${id}/${kind}`;
    const fields = Object.entries({ submission: submission(), body, ...more });
    const answer = await this.post(name, path, [...fields, ...files.map((one) => ["attachment", one])]);
    assert.equal(answer.status, 303, said(answer));
    return answer;
  }

  /** A post of the news, made by hand; its number. */
  async news({ as = "manager", title = "A post", text = "Its text.", publish = true, ...more } = {}) {
    const fields = Object.entries({ submission: submission(), title, text, ...(publish && { do: "publish" }), ...more });
    const answer = await this.post(as, "/desk/news/new", fields);
    assert.equal(answer.status, 303, said(answer));
    return Number(answer.location.match(/^\/desk\/news\/(\d+)$/)[1]);
  }

  /** An offer with pre-moderation, made by hand; its number. */
  async offer({ as = "manager", title = "An offer", privacy = "pre_moderation", ...more } = {}) {
    const fields = Object.entries({ submission: submission(), version: "0", title, privacy, ...more });
    const answer = await this.post(as, "/desk/offers/new", fields);
    assert.equal(answer.status, 303, said(answer));
    return Number(answer.location.match(/^\/desk\/offers\/(\d+)$/)[1]);
  }

  /** A file that is brought and checked, by hand; where its report is. */
  async bring(as, subject, text) {
    const answer = await this.post(as, `/desk/${subject}/import`, [["attachment", { name: "file.csv", mimeType: "text/csv", buffer: Buffer.from(text) }]]);
    assert.equal(answer.status, 303, said(answer));
    return answer.location;
  }

  /** A request for an offer that asks nothing, made by hand; the number of its ticket. */
  async ask(offer, { as = "affiliate", comment = "Please.", ...more } = {}) {
    const { text } = await this.send(as, `/offers/${offer}`);
    const asked = text.match(/name="asked" value="([0-9a-f]+)"/)[1];
    const answer = await this.post(as, `/offers/${offer}`, Object.entries({ submission: submission(), asked, comment, ...more }));
    assert.equal(answer.status, 303, said(answer));
    return Number(answer.location.match(/^\/support\/(\d+)$/)[1]);
  }

  /** Lets days pass for the desk. */
  async pass(days) {
    const answer = await this.submit(undefined, "/_clock", { days: String(days) });
    assert.equal(answer.status, 204, said(answer));
  }

  /** A decision on the first version of a request, made by hand. */
  async decide(name, id, decision, more = {}) {
    const fields = { submission: submission(), version: "1", decision, ...more };
    return this.post(name, `/desk/tickets/${id}/decide`, Object.entries(fields));
  }

  /** Shows an answer that came to a request by hand, at its address and with its headers, in a page. */
  async show(page, path, answer) {
    const headers = Object.fromEntries(answer.headers);
    for (const name of ["content-encoding", "content-length", "transfer-encoding", "connection"]) delete headers[name];
    const address = this.url + path;
    await page.route(address, (route) => route.fulfill({ status: answer.status, headers, body: answer.text }));
    await page.goto(address);
    await page.unroute(address);
  }

  /** Closes what a test opened, and fails it on what its pages complained about. */
  async finish() {
    const opened = this.#open.splice(0);
    const problems = opened.flatMap((one) => one.problems);
    await Promise.all(opened.map((one) => one.context.close()));
    assert.deepEqual(problems, [], "the browser complained");
  }
}

/** A file of tests. `body` gets the desk and a function that adds a test. */
export const suite = (title, body) => suiteOn("sqlite", title, body);

/** The same for a desk that an operator configured: `settings` gives its keys and values, once everything can begin. */
export const suiteWith = (settings, title, body) => suiteOn("sqlite", title, body, settings);

/** The same on both engines, for what a person does from beginning to end. */
export const suiteOnBoth = (title, body) => {
  for (const engine of ["sqlite", "postgres"]) suiteOn(engine, `${title} (${engine})`, body);
};

const suiteOn = (engine, title, body, settings) => {
  describe(title, { concurrency: 1 }, () => {
    const desk = new Desk(engine, settings);
    before(() => desk.start(), { timeout: 180_000 });
    after(() => desk.stop(), { timeout: 60_000 });
    const test = (name, run, { timeout = 120_000 } = {}) =>
      it(name, { timeout }, async () => {
        try {
          await run();
        } catch (error) {
          // What the page complained about often says why.
          await desk.finish().catch((complaint) => { error.message += `\n${complaint.message}`; });
          throw error;
        }
        await desk.finish();
      });
    body({ desk, test });
  });
};

export { PEOPLE };
