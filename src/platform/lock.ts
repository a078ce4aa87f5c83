import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import { errorCode, isMissing, readTextBounded, renameRetrying } from "./fileIo.ts";
import { type ProcessIdentity, isSameProcess, isSurelyDead, ownIdentity } from "./processes.ts";

/** Who holds a run folder. The beat is the file's time, so that a beat never rewrites what another may have put there. */
interface LockContent extends ProcessIdentity {
  /** Differs for every lock taken, also by one process. */
  readonly token: string;
}

const beatMilliseconds = 2_000;
const staleMilliseconds = 10_000;
const contentLimit = 4_096;

/** Who works in a run folder: this process, another living one, or nobody (no lock, or its owner died). */
export type LockOwner = "self" | "other" | "none";

/** Tells who holds the lock file; a damaged one counts by its beat alone. */
export async function lockOwner(path: string): Promise<LockOwner> {
  const found = await readLock(path);
  if (found === undefined) return "none";
  if (found.content !== undefined) {
    if (isSameProcess(found.content, ownIdentity())) return "self";
    if (isSurelyDead(found.content)) return "none";
  }
  return isFresh(found.beat) ? "other" : "none";
}

/** A held lock that beats until it is released or lost. */
export interface HeldLock {
  /** Throws a UserError unless the lock file is still ours; whoever writes under the lock asks before each write. */
  check(): Promise<void>;
  /** Removes the lock file if it is still ours. */
  release(): Promise<void>;
}

/**
 * Takes the lock, over a stale one too; throws a UserError when somebody living holds it. With `over: "own"` a lock of
 * this process is taken over as well: for the host, after the thread that held it has died.
 */
export async function takeLock(
  path: string,
  over: "stale" | "own" = "stale",
  what: "run" | "sweep" = "run",
): Promise<HeldLock> {
  const content: LockContent = { ...ownIdentity(), token: randomBytes(16).toString("hex") };
  const temporary = `${path}.${content.token}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, JSON.stringify(content), { flag: "wx" });
    if (!(await linkNew(temporary, path))) await replaceStale(temporary, path, content, { over, what });
  } finally {
    await rm(temporary, { force: true });
  }
  const unreadable = await removeDeadAttempts(path);
  const held = holdLock(path, content.token, what);
  return {
    ...held,
    async release() {
      for (const attempt of unreadable)
        if ((await readLock(attempt))?.content === undefined) await rm(attempt, { force: true });
      await held.release();
    },
  };
}

/**
 * What those left who were killed while they took the lock; those who live remove their own. Resolves to what may be
 * either's: too young and empty yet. Whoever lives has written it long before the lock is released.
 */
async function removeDeadAttempts(path: string): Promise<string[]> {
  const folder = dirname(path);
  const unreadable: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !/\.[0-9a-f]{32}\.tmp$/.test(name)) continue;
    const attempt = join(folder, name);
    const found = await readLock(attempt);
    const isDead =
      found?.content === undefined ? found !== undefined && !isFresh(found.beat) : isSurelyDead(found.content);
    if (isDead) await rm(attempt, { force: true });
    else if (found !== undefined && found.content === undefined) unreadable.push(attempt);
  }
  return unreadable;
}

/** A hard link, unlike a rename, fails where a file already is; true when the lock is now ours. */
async function linkNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    // Taken for a dead process's by who held the lock meanwhile.
    if (isMissing(error)) return false;
    // Some file systems have no links; an exclusive copy of so few bytes is as good.
    try {
      await writeFile(path, await readTextBounded(temporary, contentLimit), { flag: "wx" });
      return true;
    } catch (second) {
      if (errorCode(second) === "EEXIST") return false;
      throw second;
    }
  }
}

async function replaceStale(
  temporary: string,
  path: string,
  ours: LockContent,
  { over, what }: { readonly over: "stale" | "own"; readonly what: string },
): Promise<void> {
  const owner = await lockOwner(path);
  if (owner === "other" || (owner === "self" && over === "stale")) throw heldError(path, what);
  try {
    await renameRetrying(temporary, path);
  } catch (error) {
    throw isMissing(error) ? heldError(path, what) : error;
  }
  // Two takers may both have seen the stale lock. The later rename wins; wait for it, then see whose lock it is.
  await new Promise((resolve) => setTimeout(resolve, 50));
  if ((await readLock(path))?.content?.token !== ours.token) throw heldError(path, what);
}

function holdLock(path: string, token: string, what: string): HeldLock {
  let beating: Promise<void> = Promise.resolve();
  const isOurs = async (): Promise<boolean> => (await readLock(path))?.content?.token === token;
  const beat = async (): Promise<void> => {
    try {
      if (!(await isOurs())) {
        clearInterval(timer);
        return;
      }
      const now = new Date();
      await utimes(path, now, now);
    } catch {
      // A missed beat is made good by the next; a lost lock is told by check().
    }
  };
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, beatMilliseconds);
  timer.unref();
  return {
    async check() {
      if (!(await isOurs())) {
        throw new UserError(
          `Another process has taken over this ${what}, so nothing more is written to it from here.`,
          `Look at the ${what} where it goes on, or begin again.`,
          { file: path },
        );
      }
    },
    async release() {
      clearInterval(timer);
      await beating;
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

async function readLock(path: string): Promise<{ content: LockContent | undefined; beat: number } | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return { content: parseLock(await readTextBounded(path, contentLimit)), beat: mtimeMs };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof UserError) return { content: undefined, beat: 0 };
    throw error;
  }
}

function parseLock(text: string): LockContent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { host, bootId, pid, startTime, token } = value as Record<keyof LockContent, unknown>;
    if (typeof host !== "string" || typeof bootId !== "string" || typeof token !== "string") return undefined;
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    if (startTime !== null && typeof startTime !== "string") return undefined;
    return { host, bootId, pid, startTime, token };
  } catch {
    return undefined;
  }
}

/** A clock that was set back must not keep a lock fresh for ever: a beat from far in the future is none. */
function isFresh(beat: number): boolean {
  return Math.abs(Date.now() - beat) <= staleMilliseconds;
}

function heldError(path: string, what: string): UserError {
  return new UserError(
    `Another window or command line is working on this ${what}.`,
    "Stop it there, or wait until it has ended.",
    { file: dirname(path) },
  );
}
