// Every page as it was sent: valid HTML, the status that fits, the headers that keep it safe.

import assert from "node:assert/strict";

import { suite } from "../support/desk.mjs";
import { checkHtml } from "../support/html.mjs";
import { allPages } from "../support/pages.mjs";

suite("HTML and headers", ({ desk, test }) => {
  test("every page is valid HTML, with its status", async () => {
    const found = [];
    for (const { name, as, path, status, options } of await allPages(desk)) {
      const answer = await desk.send(as, path, options);
      assert.equal(answer.status, status, name);
      assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8", name);
      found.push(...(await checkHtml(answer.text)).map((line) => `${name} ${line}`));
    }
    assert.deepEqual(found, []);
  }, { timeout: 300_000 });

  test("every page has the headers that keep it safe, and nothing inline", async () => {
    for (const { name, as, path, options } of await allPages(desk)) {
      const { headers, text } = await desk.send(as, path, options);
      const policy = headers.get("content-security-policy");
      for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
        assert.ok(policy.includes(part), `${name}: ${part}`);
      }
      assert.ok(!policy.includes("unsafe"), name);
      assert.equal(headers.get("x-content-type-options"), "nosniff", name);
      assert.equal(headers.get("referrer-policy"), "same-origin", name);
      assert.match(headers.get("cache-control"), /private|no-store/, name);
      assert.ok(!/ style="| on[a-z]+="|<style|<script(?![^>]* src=)/.test(text), `${name} has something inline`);
    }
  });

  test("on first view a page is small, and what belongs to it is kept by the browser", async () => {
    const page = await desk.page("affiliate");
    const sizes = [];
    page.on("requestfinished", async (request) => request.resourceType() === "image" || sizes.push(request.sizes()));
    await page.goto("/support");
    await page.waitForLoadState("networkidle");
    const all = await Promise.all(sizes);
    const bytes = all.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    assert.ok(bytes < 30 * 1024, `${bytes} bytes on first view`);
    const style = await page.locator("link[rel=stylesheet]").first().getAttribute("href");
    const answer = await desk.send(null, style);
    assert.match(answer.headers.get("cache-control"), /immutable/);
  });

  test("the server says how it is", async () => {
    for (const path of ["/healthz", "/readyz"]) assert.equal((await desk.send(null, path)).status, 200);
    await desk.send("affiliate", "/support");
    const metrics = await desk.send(null, "/metrics");
    assert.equal(metrics.status, 200);
    assert.match(metrics.text, /affdesk_requests_total\{[^}]*route="\/support"[^}]*\} \d+/);
    assert.ok(!metrics.text.includes("@demo.test"), "figures name nobody");
  });
});
