import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isMissing } from "../../../src/platform/fileIo.ts";
import { lockOwner, takeLock } from "../../../src/platform/lock.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const children: ChildProcess[] = [];

/** A process of its own that tries to take the lock and says how that went. */
async function other(path: string): Promise<{ child: ChildProcess; answer: unknown }> {
  const child = fork(new URL("./workers/lockTaker.ts", import.meta.url), [path], {
    execArgv: ["--no-warnings"],
    stdio: "inherit",
  });
  children.push(child);
  const [answer] = (await once(child, "message")) as [unknown];
  return { child, answer };
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

const lockPath = (): string => join(temporaryFolder(), "lock.json");

test("what a killed process had not yet written of its lock goes with the next owner", async () => {
  const path = lockPath();
  const attempt = `${path}.${"c".repeat(32)}.tmp`;
  writeFileSync(attempt, "");
  const lock = await takeLock(path);
  // It may still be a living one's, about to be written.
  expect(existsSync(attempt)).toBe(true);
  await lock.release();
  expect([attempt, path].map((file) => existsSync(file))).toEqual([false, false]);
});

test("while another process holds the lock it cannot be taken", async () => {
  const path = lockPath();
  const { answer } = await other(path);
  expect(answer).toBe("taken");
  expect(await lockOwner(path)).toBe("other");
  await expect(takeLock(path)).rejects.toThrow("Another window or command line is working on this run.");
});

test("the lock of a process that was killed is stale at once", async () => {
  const path = lockPath();
  const { child } = await other(path);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await lockOwner(path)).toBe("none");
  // What it leaves if it is killed while it takes the lock; one that lives removes its own.
  const attempt = (token: string): string => `${path}.${token.repeat(32)}.tmp`;
  writeFileSync(attempt("a"), readFileSync(path));
  const content = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(attempt("b"), JSON.stringify({ ...content, pid: process.pid, startTime: null }));
  const lock = await takeLock(path);
  expect(await lockOwner(path)).toBe("self");
  expect([attempt("a"), attempt("b")].map((file) => existsSync(file))).toEqual([false, true]);
  await lock.release();
  expect(await lockOwner(path)).toBe("none");
});

test("another process cannot take a lock that this one holds, and may when it is released", async () => {
  const path = lockPath();
  const lock = await takeLock(path);
  expect((await other(path)).answer).toMatch(/Another window or command line/);
  await lock.release();
  expect((await other(path)).answer).toBe("taken");
});

test("of many processes that want the lock at once, one gets it", async () => {
  const path = lockPath();
  const answers = await Promise.all([other(path), other(path), other(path), other(path)]);
  expect(answers.filter(({ answer }) => answer === "taken")).toHaveLength(1);
});

test("a lock of another host is stale when its last beat is older than ten seconds", async () => {
  const path = lockPath();
  const foreign = { host: `${hostname()}-elsewhere`, bootId: "b", pid: 1, startTime: null, token: "t" };
  writeFileSync(path, JSON.stringify(foreign));
  expect(await lockOwner(path)).toBe("other");
  const old = new Date(Date.now() - 11_000);
  utimesSync(path, old, old);
  expect(await lockOwner(path)).toBe("none");
  const lock = await takeLock(path);
  await lock.check();
  await lock.release();
});

test("a pid that was used again by another process does not keep a lock alive", async () => {
  const path = lockPath();
  const lock = await takeLock(path);
  const content = JSON.parse(readFileSync(path, "utf8")) as { startTime: string | null };
  await lock.release();
  if (content.startTime === null) return;
  writeFileSync(path, JSON.stringify({ ...content, startTime: "1" }));
  expect(await lockOwner(path)).toBe("none");
});

test("a lock that somebody else took over is noticed, and is not released for them", async () => {
  const path = lockPath();
  const lock = await takeLock(path);
  await lock.check();
  const theirs = JSON.stringify({ host: "h", bootId: "b", pid: 1, startTime: null, token: "theirs" });
  writeFileSync(path, theirs);
  await expect(lock.check()).rejects.toThrow("Another process has taken over this run");
  await lock.release();
  expect(readFileSync(path, "utf8")).toBe(theirs);
});

test("a lock file that was deleted counts as lost", async () => {
  const path = lockPath();
  const lock = await takeLock(path);
  const { rm } = await import("node:fs/promises");
  await rm(path);
  await expect(lock.check()).rejects.toThrow("taken over");
  await lock.release();
  expect(() => readFileSync(path)).toThrow(expect.toSatisfy(isMissing) as Error);
});

test("a damaged lock file counts as held only as long as it is fresh", async () => {
  const path = lockPath();
  writeFileSync(path, "{ not json");
  expect(await lockOwner(path)).toBe("other");
  const old = new Date(Date.now() - 11_000);
  utimesSync(path, old, old);
  expect(await lockOwner(path)).toBe("none");
});
