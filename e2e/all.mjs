// All browser tests. Demo data are made once; each desk begins with a copy of them.

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";

import { makeDemo } from "./support/server.mjs";

const { folder, remove } = await makeDemo();
try {
  const tests = (await readdir("tests")).filter((name) => name.endsWith(".test.mjs")).sort();
  const env = { ...process.env, E2E_DEMO: folder };
  const child = spawn(process.execPath, ["--test", "--test-concurrency=2", ...tests.map((name) => `tests/${name}`)], { stdio: "inherit", env });
  // Whoever is told to stop lets the tests stop first, and clears away.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
} finally {
  await remove();
}
