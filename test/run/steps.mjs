/** Numbered, timed steps and child processes that end with us. Node built-ins only: nothing may be installed yet. */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A failure whose message is whole for a person: it is printed without a stack. */
export class SetUpError extends Error {
  name = "SetUpError";
}

/** Where development tools that are too big for the checkout live, shared by all checkouts. */
export function cacheFolder() {
  const home = process.env.XDG_CACHE_HOME || path.join(process.env.HOME || process.env.USERPROFILE || root, ".cache");
  return path.join(home, "benchtop");
}

/** The environment in which this repository's own Node 24 and tools come first. */
export function toolEnvironment(extra = {}) {
  const bin = path.join(root, "node_modules", ".bin");
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`, ...extra };
}

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Prints what a step does and how long it took; a step may return a remark to print beside its time. */
export async function step(name, work) {
  const start = performance.now();
  console.log(`▸ ${name}`);
  const remark = await work();
  console.log(`  ${typeof remark === "string" ? `${remark}, ` : ""}${seconds(start)}`);
}

const children = new Set();
/** Those that lead a process group. */
const groups = new WeakSet();

/** Ends every child we started, with the processes it started. */
export function endChildren(signal = "SIGTERM") {
  for (const child of children) endGroup(child, signal);
}

export function endGroup(child, signal = "SIGTERM") {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (groups.has(child)) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Ends what a child that led a group has left running when it ended itself. */
export function endLeftovers(child) {
  if (child.pid === undefined || !groups.has(child)) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Starts a child, unless told otherwise in a process group of its own; `endChildren` ends it. */
export function start(command, args, { detached = true, ...options } = {}) {
  const leads = detached && process.platform !== "win32";
  const child = spawn(command, args, {
    cwd: root,
    env: toolEnvironment(),
    stdio: ["ignore", "inherit", "inherit"],
    detached: leads,
    ...options,
  });
  if (leads) groups.add(child);
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Resolves to the exit code (a signal counts as 1). */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a command to its end with its output in a log file; while it runs, says every 15 seconds that it does. */
export async function runLogged(command, args, { log, saying, ...options }) {
  mkdirSync(path.dirname(log), { recursive: true });
  const file = createWriteStream(log);
  file.write(`$ ${command} ${args.join(" ")}\n`);
  const began = performance.now();
  const child = start(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const ticking = setInterval(() => console.log(`  … ${saying}, ${seconds(began)}`), 15_000);
  try {
    const code = await ended(child);
    await new Promise((resolve) => file.end(resolve));
    if (code !== 0) {
      const tail = readFileSync(log, "utf8").trimEnd().split("\n").slice(-25).join("\n  ");
      throw new SetUpError(`${saying}: failed with exit code ${code}. The end of ${log}:\n  ${tail}`);
    }
  } finally {
    clearInterval(ticking);
  }
}
