// Nobody sees what is not theirs: every address with a foreign id, an unknown one and one that is none, is "not found".

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { submission } from "../support/http.mjs";
import { file, png, zip } from "../support/samples.mjs";

const hrefs = (text) => [...new Set(text.match(/\/files\/\d+/g))];

suite("Scope", ({ desk, test }) => {
  const form = (files = [file("a.png", png())]) => [["submission", submission()], ["body", "Not mine to say."], ...files.map((one) => ["attachment", one])];

  /** A ticket of the affiliate with files on both sides. */
  const make = async () => {
    const id = await desk.ticket({ title: "Private matter", description: "Kookaburra", files: [file("a.png", png()), file("b.zip", zip())] });
    await desk.message("manager", id, "Kookaburra too.", { files: [file("c.png", png())] });
    const files = hrefs((await desk.send("affiliate", `/support/${id}`)).text);
    assert.equal(files.length, 3);
    return { id, files };
  };

  const NOT_FOUND = /There is nothing here/;

  test("another affiliate finds neither the ticket nor its files, and cannot comment", async () => {
    const { id, files } = await make();
    const page = await desk.send("other", `/support/${id}`);
    assert.equal(page.status, 404);
    assert.match(page.text, NOT_FOUND);
    assert.ok(!page.text.includes("Kookaburra") && !page.text.includes("Private matter"));
    assert.equal((await desk.post("other", `/support/${id}`, form())).status, 404);
    for (const href of files) {
      for (const headers of [{}, { range: "bytes=0-3" }, { "if-none-match": "*" }]) {
        assert.equal((await desk.send("other", href, { headers })).status, 404, href);
      }
      assert.equal((await desk.send("affiliate", href)).status, 200);
      assert.equal((await desk.send("manager", href)).status, 200);
    }
    for (const query of ["Kookaburra", "Private matter", String(id)]) {
      const found = await desk.send("other", `/support?q=${encodeURIComponent(query)}`);
      assert.ok(!found.text.includes(`"/support/${id}"`), query);
    }
    assert.ok(!(await desk.send("affiliate", `/support/${id}`)).text.includes("Not mine to say."));
  });

  test("a manager of others finds neither the ticket nor its files, and can do nothing to it", async () => {
    const { id, files } = await make();
    assert.equal((await desk.send("manager2", `/desk/tickets/${id}`)).status, 404);
    for (const what of ["reply", "note"]) {
      assert.equal((await desk.post("manager2", `/desk/tickets/${id}/${what}`, form())).status, 404, what);
    }
    assert.equal((await desk.post("manager2", `/desk/tickets/${id}/reply`, [...form(), ["close", "1"]])).status, 404);
    for (const what of ["close", "reopen", "take"]) {
      assert.equal((await desk.submit("manager2", `/desk/tickets/${id}/${what}`, {})).status, 404, what);
    }
    for (const href of files) assert.equal((await desk.send("manager2", href)).status, 404, href);
    const found = await desk.send("manager2", "/desk?queue=all&q=Kookaburra");
    assert.ok(!found.text.includes(`"/desk/tickets/${id}"`));
    const seen = (await desk.send("manager", `/desk/tickets/${id}`)).text;
    assert.ok(!seen.includes("Not mine to say.") && seen.includes("Close ticket"), "nothing was done to it");
    for (const name of ["lead", "admin"]) {
      assert.equal((await desk.send(name, `/desk/tickets/${id}`)).status, 200, name);
      assert.equal((await desk.send(name, files[0])).status, 200, name);
    }
  });

  test("the two panels are apart: no address of one works for a person of the other", async () => {
    const { id } = await make();
    for (const path of ["/desk", "/desk/new", `/desk/tickets/${id}`]) assert.equal((await desk.send("affiliate", path)).status, 404, path);
    for (const path of ["/desk/new", `/desk/tickets/${id}/reply`, `/desk/tickets/${id}/note`]) {
      assert.equal((await desk.post("affiliate", path, form())).status, 404, path);
    }
    for (const what of ["close", "reopen", "take"]) {
      assert.equal((await desk.submit("affiliate", `/desk/tickets/${id}/${what}`, {})).status, 404, what);
    }
    for (const path of ["/support", "/support/new", `/support/${id}`]) assert.equal((await desk.send("manager", path)).status, 404, path);
    for (const path of ["/support/new", `/support/${id}`]) assert.equal((await desk.post("manager", path, form())).status, 404, path);
  });

  test("signed out, every page asks to sign in and every action does nothing", async () => {
    const { id, files } = await make();
    for (const path of ["/", "/support", "/support/new", `/support/${id}`, "/desk", "/desk/new", `/desk/tickets/${id}`, "/account", files[0]]) {
      const answer = await desk.send(null, path);
      assert.equal(answer.status, 303, path);
      assert.match(answer.location, /^\/sign-in/, path);
    }
    for (const path of [`/support/${id}`, "/support/new", "/desk/new", `/desk/tickets/${id}/reply`, `/desk/tickets/${id}/note`]) {
      const answer = await desk.post(null, path, form());
      assert.equal(answer.status, 401, path);
    }
    for (const path of [`/desk/tickets/${id}/close`, `/desk/tickets/${id}/take`, "/account/password", "/account/preferences", "/account/sessions/end"]) {
      const answer = await desk.submit(null, path, { session: "1" });
      assert.ok(answer.status === 401 || (answer.status === 303 && answer.location.startsWith("/sign-in")), `${path}: ${answer.status}`);
    }
    assert.ok(!(await desk.send("affiliate", `/support/${id}`)).text.includes("Not mine to say."));
  });

  test("a made-up session is none", async () => {
    for (const value of ["", "x", "0".repeat(64), "a".repeat(64), "../..", "%00", "é"]) {
      const answer = await desk.send(null, "/support", { headers: { cookie: `affdesk=${encodeURIComponent(value)}` } });
      assert.equal(answer.status, 303, value);
    }
  });

  const IDS = ["0", "-1", "1.5", "1e3", "0x10", "+1", "%201", "99999999999", "9223372036854775807", "9223372036854775808", "9".repeat(60), "abc", "%00", "%F0%9F%92%A9", "1%2F2", "1;", "null", "٣"];
  test("unknown, negative, overflowing and made-up numbers are not found", async () => {
    for (const id of IDS) {
      for (const [name, path] of [["affiliate", "/support/"], ["affiliate", "/files/"], ["manager", "/files/"], ["manager", "/desk/tickets/"], ["lead", "/desk/tickets/"]]) {
        const answer = await desk.send(name, path + id);
        assert.equal(answer.status, 404, `${name} ${path}${id}`);
      }
      assert.equal((await desk.post("affiliate", `/support/${id}`, form())).status, 404, `comment ${id}`);
      for (const what of ["reply", "note"]) {
        assert.equal((await desk.post("manager", `/desk/tickets/${id}/${what}`, form())).status, 404, `${what} ${id}`);
      }
      for (const what of ["close", "reopen", "take"]) {
        assert.equal((await desk.submit("manager", `/desk/tickets/${id}/${what}`, {})).status, 404, `${what} ${id}`);
      }
    }
  });

  test("a file that is only staged is nobody's to read", async () => {
    const answer = await desk.post("affiliate", "/support/new", [["submission", submission()], ["type", "general"], ["title", ""], ["description", "d"], ["attachment", file("staged.png", png())]]);
    const [, id] = answer.text.match(/name="kept" value="(\d+)"/);
    for (const name of ["affiliate", "other", "manager"]) assert.notEqual((await desk.send(name, `/files/${id}`)).bytes.equals(png()), true);
  });
});
