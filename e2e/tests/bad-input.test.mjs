// Every bad input, sent byte by byte: its status, its sentence beside its field, and everything else still there.

import assert from "node:assert/strict";
import { connect } from "node:net";

import { suite } from "../support/desk.mjs";
import { multipart, submission } from "../support/http.mjs";
import { MOST, PDF, PHP, SVG, file, four, gif, jpeg, png, pngOf, zip } from "../support/samples.mjs";
import { errorOf, field, see } from "../support/see.mjs";

const FORMATS = ".jpg, .jpeg, .png, .gif or .zip";
const NOT_TEXT = "The text holds a character that cannot be stored. Type it again instead of pasting it.";
const UNKNOWN_TYPE = "This type is not on the list. Choose another one.";
const TOO_MANY = "There are too many files. Attach 5 files at most.";
const wrongFormat = (name) => `${name} cannot be attached. Choose a ${FORMATS} file.`;
const notReally = (name, ending) => `${name} is not really a ${ending} file. Save it as ${ending} again, or choose another file.`;
const empty = (name) => `${name} is empty. Choose another file.`;
const tooLarge = (name) => `${name} is too large. A file may have 5 MB at most.`;

// A surrogate without its other half, as some programs write it into UTF-8.
const LONE = Buffer.from([0x68, 0x69, 0xed, 0xa0, 0x80, 0x21]);

const GOOD = { type: "payments", title: "A good title", description: "A good description.", period: "October" };
const LABELS = { type: "Type", title: "Title", description: "Description", period: "Period", affiliate: "Affiliate", body: "Comment", attachment: "Attachment" };

/** What is wrong with fields: [what, the fields that differ, status, field, sentence]. */
const TEXTS = [
  ["no type", { type: null }, "type", "Choose a type."],
  ["an empty type", { type: "" }, "type", "Choose a type."],
  ["an unknown type", { type: "complaint" }, "type", UNKNOWN_TYPE],
  ["Offer Request by hand", { type: "offer_request" }, "type", UNKNOWN_TYPE],
  ["no title", { title: null }, "title", "Enter a title."],
  ["an empty title", { title: "" }, "title", "Enter a title."],
  ["a blank title", { title: " \t\u00a0\u3000 " }, "title", "Enter a title."],
  ["a title of 141", { title: "é".repeat(141) }, "title", "The title has 141 characters; 140 are allowed. Shorten it."],
  ["a title with NUL", { title: "a\0b" }, "title", NOT_TEXT],
  ["a title with half a surrogate", { title: LONE }, "title", NOT_TEXT],
  ["an empty description", { description: "" }, "description", "Describe what this is about."],
  ["a blank description", { description: " \r\n\t " }, "description", "Describe what this is about."],
  ["a description of 10,001", { description: "ж".repeat(10_001) }, "description",
    "The description has 10,001 characters; 10,000 are allowed. Shorten it, and send the rest as a comment."],
  ["a description with NUL", { description: "a\0b" }, "description", NOT_TEXT],
  ["a description with half a surrogate", { description: LONE }, "description", NOT_TEXT],
  ["a period of 201", { period: "p".repeat(201) }, "period", "This has 201 characters; 200 is the most."],
  ["a period with NUL", { period: "a\0b" }, "period", NOT_TEXT],
];

/** What is wrong with files: [what, files, status, sentence, names of those that are kept]. */
const FILES = [
  ["six files", [...four(), file("five.png", png()), file("six.png", png())], 413, TOO_MANY, ["screen.png", "photo.jpg", "anim.gif", "log.zip", "five.png"]],
  ["a file of 5 MB and one byte", [file("big.png", pngOf(MOST + 1)), file("good.gif", gif())], 413, tooLarge("big.png"), ["good.gif"]],
  ["a PDF", [file("notes.pdf", PDF), file("good.gif", gif())], 422, wrongFormat("notes.pdf"), ["good.gif"]],
  ["a PNG that is a ZIP", [file("shot.png", zip()), file("good.gif", gif())], 422, notReally("shot.png", ".png"), ["good.gif"]],
  ["a PNG that is an SVG", [file("logo.png", SVG), file("good.gif", gif())], 422, notReally("logo.png", ".png"), ["good.gif"]],
  ["a JPG that is PHP", [file("x.php.jpg", PHP), file("good.gif", gif())], 422, notReally("x.php.jpg", ".jpg"), ["good.gif"]],
  ["an SVG", [file("logo.svg", SVG)], 422, wrongFormat("logo.svg"), []],
  ["a PHP", [file("x.jpg.php", PHP)], 422, wrongFormat("x.jpg.php"), []],
  ["no ending", [file("README", png())], 422, wrongFormat("README"), []],
  ["nothing but an ending", [file("...png", png())], 422, wrongFormat("png"), []],
  ["an empty file", [file("empty.png", Buffer.alloc(0)), file("good.zip", zip())], 422, empty("empty.png"), ["good.zip"]],
  ["a JPEG cut to three bytes", [file("cut.jpg", jpeg().subarray(0, 2))], 422, notReally("cut.jpg", ".jpg"), []],
];

const formOf = (fields, files = []) => [
  ["submission", submission()],
  ...Object.entries(fields).filter(([, value]) => value !== null),
  ...files.map((one) => ["attachment", one]),
];

const keptOf = async (page) => {
  for (const box of await page.getByRole("checkbox").all()) assert.equal(await box.isChecked(), true);
  return (await page.locator(".kept-name").allInnerTexts()).map((text) => text.trim());
};

/** The field holds this text. What is no text comes back as near to it as can be shown. */
const holds = async (locator, value) => {
  const shown = await locator.inputValue();
  if (Buffer.isBuffer(value)) assert.match(shown, /^hi.*!$/su);
  else if (value.includes("\0")) assert.match(shown, /^a.?b$/su);
  else assert.equal(shown.replaceAll("\r\n", "\n"), value.replaceAll("\r\n", "\n"));
};

suite("Bad input", ({ desk, test }) => {
  /** How many tickets the affiliate has that are called so. */
  const count = async (title) => {
    const answer = await desk.send("affiliate", `/support?q=${encodeURIComponent(`"${title}"`)}`);
    return answer.text.split('class="row-link"').length - 1;
  };

  for (const [what, wrong, name, sentence] of TEXTS) {
    test(`New ticket: ${what}`, async () => {
      const fields = { ...GOOD, ...wrong };
      const answer = await desk.post("affiliate", "/support/new", formOf(fields, [file("good.png", png())]));
      assert.equal(answer.status, 422);
      const page = await desk.page("affiliate");
      await desk.show(page, "/support/new", answer);
      assert.equal(await errorOf(field(page, LABELS[name])), sentence);
      assert.equal(await page.locator("[aria-invalid=true]").count(), 1, "nothing else is called wrong");
      assert.equal(await page.evaluate(() => document.activeElement.name), name, "the field has the focus");
      for (const [other, value] of Object.entries(fields)) {
        if (other === "type") {
          const chosen = ["general", "payments", "technical"].includes(value) ? value : "";
          assert.equal(await field(page, "Type").inputValue(), chosen);
        } else if (value !== null) {
          await holds(page.locator(`[name=${other}]`), value);
        }
      }
      assert.deepEqual(await keptOf(page), ["good.png"]);
    });
  }

  for (const [what, files, status, sentence, kept] of FILES) {
    test(`New ticket: ${what}`, async () => {
      const answer = await desk.post("affiliate", "/support/new", formOf(GOOD, files));
      assert.equal(answer.status, status);
      const page = await desk.page("affiliate");
      await desk.show(page, "/support/new", answer);
      assert.equal(await errorOf(field(page, "Attachment")), sentence);
      assert.equal(await field(page, "Type").inputValue(), GOOD.type);
      for (const name of ["title", "description", "period"]) await holds(page.locator(`[name=${name}]`), GOOD[name]);
      assert.deepEqual(await keptOf(page), kept);
    });
  }

  test("all that is wrong is said at once", async () => {
    const fields = { type: "", title: "x".repeat(141), description: "" };
    const files = [file("notes.pdf", PDF), file("logo.png", SVG), file("empty.gif", Buffer.alloc(0)), file("good.zip", zip())];
    const page = await desk.page("affiliate");
    await desk.show(page, "/support/new", await desk.post("affiliate", "/support/new", formOf(fields, files)));
    assert.equal(await page.locator("[aria-invalid=true]").count(), 4);
    const said = await errorOf(field(page, "Attachment"));
    for (const one of [wrongFormat("notes.pdf"), notReally("logo.png", ".png"), empty("empty.gif")]) assert.ok(said.includes(one), said);
    assert.deepEqual(await keptOf(page), ["good.zip"]);
  });

  test("what is just allowed is taken", async () => {
    const title = "ß".repeat(140);
    const id = await desk.ticket({ title, description: "щ".repeat(10_000), files: [file("most.png", pngOf(MOST)), ...four()] });
    const page = await desk.page("affiliate");
    await page.goto(`/support/${id}`);
    await see(page.getByRole("heading", { level: 1, name: title }));
    assert.equal(await page.getByRole("list", { name: "Files" }).getByRole("link").count(), 5);
    const upper = await desk.ticket({ title: "Endings in capitals", files: [file("A.PNG", png()), file("B.JPEG", jpeg()), file("double.php.jpg", jpeg())] });
    await page.goto(`/support/${upper}`);
    assert.equal(await page.getByRole("list", { name: "Files" }).getByRole("link").count(), 3);
  });

  test("a kept file goes along with the mended form; one that was removed does not", async () => {
    const page = await desk.page("affiliate");
    const wrong = formOf({ ...GOOD, title: "" }, [file("one.png", png()), file("two.gif", gif()), file("three.zip", zip())]);
    await desk.show(page, "/support/new", await desk.post("affiliate", "/support/new", wrong));
    await page.getByRole("button", { name: "Remove two.gif" }).click();
    await field(page, "Title").fill("Mended with kept files");
    await field(page, "Attachment").setInputFiles([file("four.jpg", jpeg())]);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    const names = await page.locator("article .file-name").allInnerTexts();
    assert.deepEqual(names.map((name) => name.trim()).sort(), ["four.jpg", "one.png", "three.zip"]);
  });

  test("somebody else's kept file is not theirs to send", async () => {
    const answer = await desk.post("other", "/support/new", formOf({ ...GOOD, title: "" }, [file("private.png", png())]));
    const [, id] = answer.text.match(/name="kept" value="(\d+)"/);
    const stolen = await desk.post("affiliate", "/support/new", [...formOf(GOOD), ["kept", id]]);
    assert.equal(stolen.status, 422);
    assert.match(stolen.text, /A file that was here before is gone\. Choose it again\./);
    assert.ok(!stolen.text.includes("private.png"));
    for (const made of ["0", "-1", "9".repeat(30), "x"]) {
      assert.ok((await desk.post("affiliate", "/support/new", [...formOf({ ...GOOD, title: "" }), ["kept", made]])).status < 500);
    }
  });

  test("names of files that are an attack come back as plain names", async () => {
    const names = [
      ["../../etc/passwd.png", "passwd.png"],
      ["..\\..\\windows\\win.png", "win.png"],
      ["C:\\Users\\me\\shot.png", "shot.png"],
      ["exe\u202Egnp.png", "exegnp.png"],
      ["a\u200Bb\u2066c.png", "abc.png"],
      ["%00.png", null],
      ["per%20cent%0D%0A.png", null],
      ["<script>.png", null],
      ["naïve – résumé (1).png", "naïve – résumé (1).png"],
      [`${"n".repeat(300)}.png`, `${"n".repeat(116)}.png`],
      ["CON.png", "_CON.png"],
      [" .hidden.png", null],
    ];
    for (const [raw, clean] of names) {
      const id = await desk.ticket({ title: "Names of files", files: [file(raw, png())] });
      const page = await desk.page("affiliate", { javaScriptEnabled: false });
      await page.goto(`/support/${id}`);
      const link = page.getByRole("list", { name: "Files" }).getByRole("link");
      const shown = (await link.locator(".file-name").innerText()).trim();
      if (clean) assert.equal(shown, clean);
      assert.match(shown, /^[^\p{C}/\\<>:"|?*]{1,120}$/u, `${JSON.stringify(raw)} became ${JSON.stringify(shown)}`);
      const served = await desk.send("affiliate", await link.getAttribute("href"));
      assert.equal(served.status, 200);
      const disposition = served.headers.get("content-disposition");
      assert.match(disposition, /^inline; filename="[^"\\%\r\n]+"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/);
      await page.context().close();
    }
  });

  test("names with quotes, line breaks and NUL in the raw header make no other header and no error of ours", async () => {
    const raw = ['a"; name="title.png', 'q\\"uote.png', "line\r\nX-Evil: 1\r\n\r\nbody.png", "nul\0.png", "\x7f\x01.png", "\u{1F600}.png", ""];
    for (const name of raw) {
      const answer = await desk.post("affiliate", "/support/new", formOf({ ...GOOD, title: "Raw names" }, [file(name, png())]));
      assert.ok([303, 400, 422].includes(answer.status), `${JSON.stringify(name)}: ${answer.status}`);
      assert.equal(answer.headers.get("x-evil"), null);
      if (answer.status !== 303) continue;
      const links = (await desk.send("affiliate", answer.location)).text.match(/\/files\/\d+/g) ?? [];
      for (const href of links) {
        const served = await desk.send("affiliate", href);
        assert.equal(served.status, 200);
        assert.equal(served.headers.get("x-evil"), null);
      }
    }
  });

  test("the same form twice makes one ticket; with other content it is shown again", async () => {
    const form = [["submission", submission()], ...Object.entries({ ...GOOD, title: "Sent twice and once changed" })];
    const [first, second] = await Promise.all([desk.post("affiliate", "/support/new", form), desk.post("affiliate", "/support/new", form)]);
    assert.deepEqual([first.status, second.status], [303, 303]);
    assert.equal(first.location, second.location);
    const changed = form.map(([name, value]) => (name === "description" ? [name, "Other words."] : [name, value]));
    const third = await desk.post("affiliate", "/support/new", changed);
    assert.equal(third.status, 409);
    const page = await desk.page("affiliate");
    await desk.show(page, "/support/new", third);
    await see(page.getByRole("alert").filter({ hasText: "This form was sent before with other content. Look at the text below, then send it again." }));
    assert.equal(await field(page, "Description").inputValue(), "Other words.");
    assert.notEqual(await page.locator("[name=submission]").inputValue(), form[0][1], "the form has a fresh id");
    assert.equal(await count("Sent twice and once changed"), 1);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await see(page.getByRole("status").filter({ hasText: "The ticket is created." }));
    assert.equal(await count("Sent twice and once changed"), 2);
  });

  test("the same comment, reply or note twice is one; with other content it is shown again", async () => {
    const id = await desk.ticket({ title: "Written twice" });
    for (const [name, path, show] of [
      ["affiliate", `/support/${id}`, `/support/${id}`],
      ["manager", `/desk/tickets/${id}/reply`, `/desk/tickets/${id}`],
      ["manager", `/desk/tickets/${id}/note`, `/desk/tickets/${id}`],
    ]) {
      const form = [["submission", submission()], ["body", `Once by ${path}.`]];
      const sent = await Promise.all([1, 2, 3].map(() => desk.post(name, path, form)));
      assert.deepEqual(sent.map((answer) => answer.status), [303, 303, 303]);
      const thread = (await desk.send(name, show)).text;
      assert.equal(thread.split(`Once by ${path}.`).length - 1, 1);
      const other = await desk.post(name, path, [form[0], ["body", "Changed."]]);
      assert.equal(other.status, 409);
      assert.match(other.text, /This form was sent before with other content/);
      assert.match(other.text, /Changed\./);
    }
  });

  const BODIES = [
    ["nothing", "", "Write a comment."],
    ["blanks", " \n\t\u00a0", "Write a comment."],
    ["10,001 characters", "ж".repeat(10_001), "The comment has 10,001 characters; 10,000 are allowed. Shorten it, or send it as two comments."],
    ["NUL", "a\0b", NOT_TEXT],
    ["half a surrogate", LONE, NOT_TEXT],
  ];
  for (const [label, name, path] of [
    ["Comment", "affiliate", (id) => `/support/${id}`],
    ["Reply", "manager", (id) => `/desk/tickets/${id}/reply`],
    ["Internal note", "manager", (id) => `/desk/tickets/${id}/note`],
  ]) {
    test(`${label}: empty, blank, too long, no text; and bad files`, async () => {
      const id = await desk.ticket({ title: `Bad in ${label}` });
      const page = await desk.page(name);
      const scope = label === "Comment" ? page : page.getByRole("tabpanel", { name: label });
      for (const [what, body, sentence] of BODIES) {
        const answer = await desk.post(name, path(id), formOf({ body }, [file("good.png", png())]));
        assert.equal(answer.status, 422, what);
        await desk.show(page, path(id), answer);
        const box = page.getByRole("textbox", { name: label });
        assert.equal(await errorOf(box), sentence, what);
        await holds(box, body);
        assert.deepEqual(await keptOf(scope), ["good.png"]);
      }
      for (const [what, files, status, sentence, kept] of FILES) {
        const answer = await desk.post(name, path(id), formOf({ body: "The text stays." }, files));
        assert.equal(answer.status, status, what);
        await desk.show(page, path(id), answer);
        assert.equal(await errorOf(field(scope, "Attachment")), sentence, what);
        assert.equal(await page.getByRole("textbox", { name: label }).inputValue(), "The text stays.");
        assert.deepEqual(await keptOf(scope), kept, what);
      }
    });
  }

  test("New ticket to an affiliate: nobody, an unknown one and one of another manager", async () => {
    const page = await desk.page("manager");
    const foreign = await desk.ticket({ as: "other", title: "Whose ID is this" });
    const panel = (await desk.send("manager2", `/desk/tickets/${foreign}`)).text;
    const [, otherId] = panel.match(/\/desk\/new\?affiliate=(\d+)/);
    const unknown = "No affiliate of yours has this ID, and no one name fits. Choose one from the list.";
    for (const [affiliate, sentence] of [["", "Choose an affiliate."], ["99999999", unknown], ["9".repeat(40), unknown], ["-1", unknown], ["nobody such", unknown], [otherId, unknown], ["a\0b", null]]) {
      const answer = await desk.post("manager", "/desk/new", formOf({ ...GOOD, affiliate }, [file("good.png", png())]));
      assert.equal(answer.status, 422, affiliate);
      await desk.show(page, "/desk/new", answer);
      const said = await errorOf(field(page, "Affiliate"));
      if (sentence) assert.equal(said, sentence);
      assert.equal(await field(page, "Title").inputValue(), GOOD.title);
      assert.deepEqual(await keptOf(page), ["good.png"]);
    }
  });

  test("a body of 100 MB gets a page and its text back", async () => {
    const huge = file("huge.png", pngOf(100 * 1024 * 1024));
    const answer = await desk.post("affiliate", "/support/new", formOf(GOOD, [huge, file("good.gif", gif())]));
    assert.equal(answer.status, 413);
    const page = await desk.page("affiliate");
    await desk.show(page, "/support/new", answer);
    assert.equal(await errorOf(field(page, "Attachment")), tooLarge("huge.png"));
    assert.equal(await field(page, "Title").inputValue(), GOOD.title);
    assert.deepEqual(await keptOf(page), ["good.gif"]);
  });

  /** Sends bytes as they are and reads what comes back, also when the server stops reading before the end. */
  const raw = async (head, body, { end = true } = {}) => {
    const page = await desk.page("affiliate");
    const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
    const { hostname, port } = new URL(desk.url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.setTimeout(60_000, () => socket.destroy());
      socket.on("data", (piece) => { text += piece.toString("latin1"); });
      socket.on("error", () => {});
      socket.on("close", () => resolve(text));
      socket.write(`${head}Host: ${hostname}:${port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
      if (end) socket.end(body);
      else socket.write(body);
    });
  };
  const statusOf = (text) => Number(text.match(/^HTTP\/1\.1 (\d+)/)?.[1]);

  test("a part's header of 24 MB is a 400, and the server goes on", async () => {
    const boundary = "x0x0x0x0";
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="title"\r\nX-Fill: `),
      Buffer.alloc(24 * 1024 * 1024, "a"),
      Buffer.from(`\r\n\r\nt\r\n--${boundary}--\r\n`),
    ]);
    const text = await raw(`POST /support/new HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${body.length}\r\n`, body, { end: false });
    assert.equal(statusOf(text), 400, text.slice(0, 200));
    assert.match(text, /This request cannot be read/);
    assert.equal((await fetch(`${desk.url}/readyz`)).status, 200);
  });

  test("a body that is cut off half-way makes nothing", async () => {
    const title = "Cut off half-way";
    const parts = formOf({ ...GOOD, title }, [file("cut.png", pngOf(200_000))]);
    const open = multipart(parts, { closed: false });
    assert.equal((await desk.send("affiliate", "/support/new", { method: "POST", ...open })).status, 400, "no last boundary");
    const whole = multipart(parts);
    const half = whole.body.subarray(0, whole.body.length / 2);
    const inFile = await desk.send("affiliate", "/support/new", { method: "POST", headers: whole.headers, body: half });
    assert.equal(inFile.status, 400, "in the middle of a file");
    const head = `POST /support/new HTTP/1.1\r\nContent-Type: ${whole.headers["content-type"]}\r\nContent-Length: ${whole.body.length}\r\n`;
    const gone = statusOf(await raw(head, half));
    assert.ok(Number.isNaN(gone) || gone === 400, `the connection went away: ${gone}`);
    assert.equal(await count(title), 0);
  });

  test("what is no form is a 400", async () => {
    const id = await desk.ticket({ title: "No form at all" });
    for (const [name, path] of [["affiliate", "/support/new"], ["affiliate", `/support/${id}`], ["manager", "/desk/new"], ["manager", `/desk/tickets/${id}/reply`], ["manager", `/desk/tickets/${id}/note`]]) {
      for (const headers of [{ "content-type": "application/json" }, { "content-type": "multipart/form-data" }, { "content-type": "multipart/form-data; boundary=" }, { "content-type": "multipart/form-data; boundary=abc" }]) {
        const answer = await desk.send(name, path, { method: "POST", headers, body: "{\"title\": 1}" });
        assert.equal(answer.status, 400, `${path} ${headers["content-type"]}`);
        assert.match(answer.text, /This request cannot be read/);
      }
    }
  });

  test("too many parts, endless fields and fields that come twice are no error of ours", async () => {
    const many = await desk.post("affiliate", "/support/new", [...formOf(GOOD), ...Array.from({ length: 500 }, (_, index) => [`f${index}`, "x"])]);
    assert.equal(many.status, 400);
    const endless = await desk.post("affiliate", "/support/new", formOf({ ...GOOD, description: "d".repeat(3_000_000) }));
    assert.equal(endless.status, 422);
    assert.match(endless.text, /Shorten it, and send the rest as a comment\./);
    const twice = await desk.post("affiliate", "/support/new", [...formOf({ ...GOOD, title: "First of two" }), ["title", "Second of two"]]);
    assert.equal(twice.status, 303);
    const without = await desk.post("affiliate", "/support/new", Object.entries({ ...GOOD, title: "Without an id of its form" }));
    assert.equal(without.status, 303);
    const madeUp = await desk.post("affiliate", "/support/new", [["submission", "../../x"], ...Object.entries({ ...GOOD, title: "With a made-up id" })]);
    assert.equal(madeUp.status, 303);
  });

  test("methods and addresses that do not exist have their page", async () => {
    for (const [method, path, status] of [["GET", "/nowhere", 404], ["POST", "/nowhere", 404], ["PUT", "/support", 405], ["DELETE", "/support/1", 405], ["GET", "/sign-out", 405], ["GET", "/support/1/comments", 404], ["GET", "/%2e%2e/%2e%2e/etc/passwd", 404], ["GET", "/assets/nope.css", 404], ["GET", "/support/%FF", null]]) {
      const answer = await desk.send("affiliate", path, { method });
      if (status) assert.equal(answer.status, status, `${method} ${path}`);
      assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}: ${answer.status}`);
      if (!path.startsWith("/assets")) assert.match(answer.text, /<h1>/, `${method} ${path} has a page`);
    }
  });
});
