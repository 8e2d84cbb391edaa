// Every page there is, with what has to be there for it to be seen: the one list that the checks of all pages share.

import { multipart, submission, urlencoded } from "./http.mjs";
import { PDF, SVG, file, four, pngOf, MOST } from "./samples.mjs";

const QUESTIONS = "short *: How do you promote?\nlong: Tell us more\none *: Model? | CPA | CPL\nmany: Where? | Facebook | Google\nyes/no *: Do you buy traffic?";
const LONG = "Settlement".repeat(13);

let setsMade = 0;

/** Makes the tickets that the pages show. */
const prepare = async (desk) => {
  const answered = await desk.ticket({
    title: "Why was the payment of <October> & “November” late?",
    description: "It says *paid*.\n\n- 1,200 USD\n- 80 EUR\n\nhttps://example.com/a?b=1&c=2",
    type: "payments", period: "October", amount: "1,280", payment_method: "Wire", transaction_id: "TX-1", files: four(),
  });
  await desk.message("manager", answered, "It is on its way.", { files: four() });
  await desk.message("manager", answered, "Finance said Friday.", { kind: "note" });
  await desk.message("affiliate", answered, "Thank you.", { kind: "comment" });
  const closed = await desk.ticket({ title: LONG, description: `${LONG}${LONG}`, type: "technical", postback_url: `https://example.com/${LONG}` });
  await desk.message("manager", closed, "Solved.", { close: "1" });
  const setName = `${LONG.slice(0, 80)} ${(setsMade += 1)}`;
  const set = await desk.submit("lead", "/desk/settings/questions/new", { version: "0", name: setName, questions: QUESTIONS });
  if (set.status !== 303) throw new Error(`no question set: ${set.status}`);
  const sets = (await desk.send("lead", "/desk/settings/questions")).text;
  const question_set = sets.match(new RegExp(`questions/(\\d+)"[^>]*>${setName}`))[1];
  const asking = await desk.offer({
    title: "Loans for <roofs> & “sheds”", advertiser: LONG.slice(0, 90), description: POST, categories: "Loans, Finance", countries: "DE, AT",
    sources_denied: "Incent", payouts: `35.50 USD; First deposit; DE\n40 %; ${LONG.slice(0, 90)}`, caps: "day; conversions; 50\ntotal; payout; 1000",
    landings: "Main; https://example.org/de\nhttps://example.org/", kpi: "One in five.", hold_days: "30", terms: "- **No** brand bidding.",
    tracking_template: "https://go.example/c?a={affiliate_id}", preview_url: "https://example.org/", question_set,
  });
  const open = await desk.offer({ title: LONG.slice(0, 119), privacy: "public", tracking_template: "https://go.example/c?a={affiliate_id}" });
  const simple = await desk.offer({ title: "Plain offer" });
  const pending = await desk.ask(simple);
  const other = await desk.offer({ title: "Other offer" });
  const wanted = await desk.ask(other);
  await desk.decide("manager", wanted, "ask", { public_note: "Which pages?" });
  const rejected = await desk.ask(await desk.offer({ title: "Third offer" }));
  await desk.decide("manager", rejected, "reject", { reason: LONG, again: "30", internal: "Odd." });
  return { answered, closed, asking, open, simple, pending, wanted, rejected };
};

const bad = (fields, ...files) =>
  ({ method: "POST", ...multipart([["submission", submission()], ...Object.entries(fields), ...files.map((one) => ["attachment", one])]) });

const POST = "## New\n\n**Peru** is *open*: https://example.com/a?b=1&c=2\n\n1. one\n2. two\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n```\ncid={click_id}\n```\n\n<b>no tag</b>";

/** Each page: its name, who looks at it, its address, how it is asked for and with which status it is answered. */
export const allPages = async (desk) => {
  const { answered, closed, asking, open, simple, pending, wanted, rejected } = await prepare(desk);
  const post = await desk.news({ title: "News of <October> & “November”", text: POST, pinned: "1" });
  const long = await desk.news({ title: LONG, text: `${LONG}${LONG}`, publish: false });
  const emptyPost = { title: "", text: "", version: "" };
  const page = (name, as, path, status = 200, options = {}) => ({ name, as, path, status, options });
  const small = (fields) => ({ method: "POST", ...urlencoded(fields) });
  const wrongFiles = [file("notes.pdf", PDF), file("logo.png", SVG), file("empty.gif", Buffer.alloc(0)), ...four(), ...four()];
  const everythingWrong = { type: "offer_request", title: "x".repeat(141), description: "", period: "y".repeat(201) };
  return [
    page("sign-in", null, "/sign-in"),
    page("sign-in, signed out", null, "/sign-in?out=1"),
    page("sign-in, session ended", null, "/sign-in?ended=1&next=%2Fsupport"),
    page("sign-in, empty", null, "/sign-in", 422, small({ email: "", password: "" })),
    page("sign-in, wrong", null, "/sign-in", 422, small({ email: "nobody@demo.test", password: "wrong" })),
    page("sign-in after text was typed", null, "/support/new", 401, bad({ title: "Half a ticket", description: "Half." })),
    page("not found, signed out", null, "/nowhere", 404),
    page("from another site", null, "/sign-in", 403, { ...small({}), headers: { "sec-fetch-site": "cross-site" } }),

    page("Support", "affiliate", "/support"),
    page("Support, filtered", "affiliate", "/support?status=opened&type=payments&sort=created&q=payment"),
    page("Support, nothing fits", "affiliate", "/support?q=zzzzzzzzzz"),
    page("New ticket", "affiliate", "/support/new"),
    page("New ticket, empty", "affiliate", "/support/new", 422, bad({ type: "", title: "", description: "" })),
    page("New ticket, all wrong", "affiliate", "/support/new", 413, bad(everythingWrong, ...wrongFiles)),
    page("New ticket, too large a file", "affiliate", "/support/new", 413, bad({ type: "payments" }, file("big.png", pngOf(MOST + 1)))),
    page("ticket, answered", "affiliate", `/support/${answered}`),
    page("ticket, closed", "affiliate", `/support/${closed}`),
    page("ticket, bad comment", "affiliate", `/support/${answered}`, 422, bad({ body: " " }, file("notes.pdf", PDF), ...four())),
    page("form that is none", "affiliate", "/support/new", 400, { method: "POST", body: "x", headers: { "content-type": "text/plain" } }),
    page("not found", "affiliate", "/support/999999", 404),
    page("Offers", "affiliate", "/offers"),
    page("Offers, filtered", "affiliate", "/offers?q=trading&category=Finance&country=DE&source=SEO&privacy=pre_moderation&access=not_requested"),
    page("Offers, nothing fits", "affiliate", "/offers?q=zzzzzzzzzz"),
    page("offer, with questions", "affiliate", `/offers/${asking}`),
    page("offer, all wrong", "affiliate", `/offers/${asking}`, 422, bad({ asked: "", "answer-1": "", comment: "z".repeat(10_001) })),
    page("offer, public", "affiliate", `/offers/${open}`),
    page("offer, pending", "affiliate", `/offers/${simple}`),
    page("several offers", "affiliate", `/offers/request?offer=${asking}&offer=${open}&offer=999999`),
    page("several offers, none open", "affiliate", `/offers/request?offer=${open}`),
    page("several offers, sent", "affiliate", "/offers/request", 200, bad({ offer: String(open), asked: "" })),
    page("offer that is not there", "affiliate", "/offers/999999", 404),
    page("request, pending", "affiliate", `/support/${pending}`),
    page("request, more information needed", "affiliate", `/support/${wanted}`),
    page("request, to be sent again", "affiliate", `/support/${wanted}/request`),
    page("request, rejected", "affiliate", `/support/${rejected}`),
    page("News", "affiliate", "/news"),
    page("a post", "affiliate", `/news/${post}`),
    page("a post that is a draft", "affiliate", `/news/${long}`, 404),
    page("account", "affiliate", "/account"),
    page("keys", "affiliate", "/keys"),
    page("offline", null, "/offline"),
    page("account, wrong password", "affiliate", "/account/password", 422, small({ current_password: "x", new_password: "short" })),
    page("account, unknown zone", "affiliate", "/account/preferences", 422, small({ time_zone: "Mars/Olympus", locale: "xx" })),

    page("account of staff", "manager", "/account"),
    page("account, wrong picture", "manager", "/account/picture", 422, bad({}, file("notes.pdf", PDF))),
    page("queue", "manager", "/desk"),
    page("queue, all", "manager", "/desk?queue=all"),
    page("queue, shared", "manager", "/desk?queue=shared"),
    page("queue, filtered", "manager", "/desk?queue=all&status=closed&type=technical&waiting=nobody&sort=-created"),
    page("queue, nothing fits", "manager", "/desk?queue=all&q=zzzzzzzzzz"),
    page("queue of a lead", "lead", "/desk?queue=all"),
    page("New ticket to an affiliate", "manager", "/desk/new"),
    page("New ticket to an affiliate, all wrong", "manager", "/desk/new", 413, bad({ ...everythingWrong, affiliate: "nobody such" }, ...wrongFiles)),
    page("desk ticket", "manager", `/desk/tickets/${answered}`),
    page("desk ticket, note tab", "manager", `/desk/tickets/${answered}?tab=note`),
    page("desk ticket, closed", "manager", `/desk/tickets/${closed}`),
    page("desk ticket, bad reply", "manager", `/desk/tickets/${answered}/reply`, 422, bad({ body: "" }, file("notes.pdf", PDF))),
    page("desk ticket, bad note", "manager", `/desk/tickets/${answered}/note`, 422, bad({ body: "z".repeat(10_001) })),
    page("desk request, pending", "manager", `/desk/tickets/${pending}`),
    page("desk request, all wrong", "manager", `/desk/tickets/${pending}/decide`, 422, bad({ decision: "reject", version: "1", again: "soon" })),
    page("desk request, changed", "manager", `/desk/tickets/${pending}/decide`, 409, bad({ decision: "approve", version: "0" })),
    page("desk request, decided", "manager", `/desk/tickets/${rejected}`),
    page("requests", "manager", "/desk/requests"),
    page("requests for an offer", "manager", `/desk/requests?offer=${simple}`),
    page("requests, waiting", "manager", "/desk/requests?view=needs_information"),
    page("requests, decided", "manager", "/desk/requests?view=decided"),
    page("requests, nothing chosen", "manager", "/desk/requests", 422, small({ decision: "approve" })),
    page("offers of staff", "manager", "/desk/offers"),
    page("offers of staff, nothing fits", "manager", "/desk/offers?q=zzzzzzzzzz"),
    page("New offer", "manager", "/desk/offers/new"),
    page("New offer, all wrong", "manager", "/desk/offers/new", 422, bad({ title: "", payouts: "much", countries: "XX", hold_days: "-1" })),
    page("Edit offer", "manager", `/desk/offers/${asking}`),
    page("Edit offer, privacy concerns others", "manager", `/desk/offers/${open}`, 409, bad({ title: "Open", privacy: "private", version: "1" })),
    page("access, nobody such", "manager", `/desk/offers/${asking}/access`, 422, small({ affiliate: "nobody such" })),
    page("affiliates", "manager", "/desk/affiliates"),
    page("affiliates, nothing fits", "manager", "/desk/affiliates?q=zzzzzzzzzz"),
    page("an affiliate", "manager", "/desk/affiliates/1"),
    page("access, no such offer", "manager", "/desk/affiliates/1/access", 422, small({ offer: "x" })),
    page("Edit affiliate", "manager", "/desk/affiliates/1/edit"),
    page("Edit affiliate, all wrong", "lead", "/desk/affiliates/1/edit", 422, bad({ name: "", country: "XX", contacts: "x", language: "english", version: "1" })),
    page("New affiliate", "lead", "/desk/affiliates/new"),
    page("affiliates of a lead", "lead", "/desk/affiliates"),
    page("import offers", "manager", "/desk/offers/import"),
    page("import offers, no file", "manager", "/desk/offers/import", 422, bad({})),
    page("import offers, all wrong", "manager", "/desk/offers/import", 422, bad({}, file("offers.csv", Buffer.from(`title,${LONG}\nA,B\n`)))),
    page("import affiliates", "lead", "/desk/affiliates/import"),
    page("import, checked", "manager", await desk.bring("manager", "offers", `title,external_id\nNew <one>,E-1\n${LONG.slice(0, 119)},E-2\n`)),
    page("settings", "lead", "/desk/settings"),
    page("settings of an admin", "admin", "/desk/settings"),
    page("reasons", "lead", "/desk/settings/reasons"),
    page("question sets", "lead", "/desk/settings/questions"),
    page("question set", "lead", "/desk/settings/questions/1"),
    page("question set, all wrong", "lead", "/desk/settings/questions/new", 422, small({ name: "", questions: "what?" })),
    page("rules", "admin", "/desk/settings/rules"),
    page("rule", "admin", "/desk/settings/rules/1"),
    page("rule, all wrong", "admin", "/desk/settings/rules/new", 422, small({ name: "", countries: "XX" })),
    page("rule, tried", "admin", "/desk/settings/rules/new", 200, small({ name: "All", active: "1", action: "approve", do: "try" })),
    page("News of staff", "manager", "/desk/news"),
    page("New post", "manager", "/desk/news/new"),
    page("New post, empty", "manager", "/desk/news/new", 422, bad(emptyPost)),
    page("New post, preview", "manager", "/desk/news/new", 200, bad({ title: LONG, text: POST, do: "preview" })),
    page("Edit post", "manager", `/desk/news/${post}`),
    page("Edit draft", "manager", `/desk/news/${long}`),
    page("Edit post, changed meanwhile", "lead", `/desk/news/${post}`, 409, bad({ title: "Another", text: POST, version: "0" })),
    page("not found for staff", "manager", "/desk/tickets/999999", 404),
    page("keys of a manager", "manager", "/keys"),
    page("account of a manager", "manager", "/account"),
  ];
};

/** Opens one of them in a browser page of the right person. */
export const open = async (desk, page, { path, as, options }) => {
  if (!options.method) return page.goto(path);
  return desk.show(page, path, await desk.send(as, path, options));
};
