// Desks with demo data, one of its own for each file of tests.

import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const START = 120_000;
const STOP = 15_000;

const program = () => {
  const path = process.env.AFFDESK_BIN;
  if (!path) throw new Error("AFFDESK_BIN is not set: it names the affdesk program to test (scripts/test sets it).");
  return path;
};

const ready = async (url) => {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
};

/** Tells the PostgreSQL server of the tests something. */
const psql = (command) => promisify(execFile)("psql", [databaseServer(), "--quiet", "--command", command]);

const databaseServer = () => {
  const server = process.env.AFFDESK_TEST_POSTGRES;
  if (!server) throw new Error("AFFDESK_TEST_POSTGRES is not set: it names a PostgreSQL server where tests may make databases (scripts/test sets it).");
  return server;
};

/** A new database there: empty, or a copy of another; its address. */
const newDatabase = async (name, copied) => {
  await psql(`CREATE DATABASE "${name}"${copied ? ` TEMPLATE "${copied}"` : ""}`);
  const url = new URL(databaseServer());
  url.pathname = `/${name}`;
  return url.href;
};

/** A program that serves, from its start until it is ready. `said` finds in its log where it is. */
const start = async (parts, said, env = {}) => {
  const child = spawn(program(), parts, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let log = "";
  let failed;
  child.on("error", (error) => { failed = error; });
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  const running = () => !failed && child.exitCode === null && child.signalCode === null;

  const stop = async () => {
    if (!running()) return;
    child.kill("SIGTERM");
    const code = await Promise.race([ended, sleep(STOP, "late", { ref: false })]);
    if (code === "late") child.kill("SIGKILL");
    if (code !== 0) throw new Error(`The server ended with ${code} and not with 0.\n${log}`);
  };

  try {
    const url = await new Promise((resolve, reject) => {
      const read = (piece) => {
        log += piece;
        const found = log.match(said);
        if (found) resolve(`http://${found[1]}`);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      ended.then((code) => reject(new Error(`The server ended (${failed ?? code}) before it said its address.\n${log}`)));
      sleep(START, null, { ref: false }).then(() => reject(new Error(`The server did not say its address.\n${log}`)));
    });
    for (const began = Date.now(); !(await ready(url)); await sleep(100)) {
      if (Date.now() - began > START || !running()) throw new Error(`The server did not get ready.\n${log}`);
    }
    return { url, stop, log: () => log };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
};

/** A port that is free now. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const demo = (data, address) =>
  start(["demo", "--listen", "127.0.0.1:0", "--data", data, ...(address ? ["--database", address] : [])], /http:\/\/(127\.0\.0\.1:\d+)/, { AFFDESK_MOVABLE_CLOCK: "1" });

/** Makes demo data of both engines once, in a folder that E2E_DEMO names to the tests; each desk begins with a copy. */
export const makeDemo = async () => {
  const folder = await mkdtemp(join(tmpdir(), "affdesk-e2e-demo-"));
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    await psql(`DROP DATABASE IF EXISTS "${basename(folder)}"`);
  };
  try {
    const address = await newDatabase(basename(folder));
    const made = await Promise.allSettled([demo(join(folder, "sqlite")), demo(join(folder, "postgres"), address)]);
    await Promise.all(made.map((one) => one.value?.stop()));
    const failed = made.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
};

/** A desk with demo data; with settings, one that an operator configured, which begins with the same data. */
export const startServer = async (engine = "sqlite", settings = null) => {
  const folder = await mkdtemp(join(tmpdir(), "affdesk-e2e-"));
  const data = join(folder, "data");
  const made = process.env.E2E_DEMO;
  const remove = () => rm(folder, { recursive: true, force: true });
  let server;
  let place;
  try {
    if (made) await cp(join(made, engine), data, { recursive: true });
    const address = engine === "postgres" ? await newDatabase(basename(folder), made && basename(made)) : null;
    place = [`data_dir=${data}`, ...(address ? [`database.url=${address}`] : [])];
    if (!settings || !made) server = await demo(data, address);
    if (settings) {
      await server?.stop();
      const listen = `127.0.0.1:${await freePort()}`;
      const flags = [...place, ...settings].flatMap((one) => ["--set", one]);
      server = await start(["serve", "--listen", listen, ...flags], /listening address=(127\.0\.0\.1:\d+)/);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  const stop = () => server.stop().finally(remove);

  /** Runs another affdesk on the same data, as an operator or a mail server does. Gives its exit code and what it says. */
  const command = (parts, input = "") =>
    new Promise((resolve, reject) => {
      const other = spawn(program(), [...parts, ...place.flatMap((one) => ["--set", one])], { timeout: 60_000 });
      const said = { stdout: "", stderr: "" };
      for (const name of ["stdout", "stderr"]) other[name].on("data", (piece) => { said[name] += piece; });
      other.on("error", reject);
      other.on("close", (code) => resolve({ code, ...said }));
      // One that does not read to the end has its reasons; its exit code says which.
      other.stdin.on("error", () => {});
      other.stdin.end(input);
    });
  return { url: server.url, stop, command, log: server.log };
};
