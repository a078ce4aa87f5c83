import { readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { errorCode } from "./fileIo.ts";

/** Names one process on one host for as long as the host stays up. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes when the host starts anew: an id where the system has one, else the second of the start. */
  readonly bootId: string;
  readonly pid: number;
  /** When the process started, in the system's own ticks; null where it cannot be read. Tells a reused pid apart. */
  readonly startTime: string | null;
}

/** This process. Reads a few small files of the system. */
export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), bootId: bootId(), pid: process.pid, startTime: startTimeOf(process.pid) };
}

/** Whether that process surely runs no more; false when it lives or when that cannot be told from here. */
export function isSurelyDead(other: ProcessIdentity): boolean {
  if (other.host !== hostname()) return false;
  if (!sameBoot(other.bootId, bootId())) return true;
  if (!isAlive(other.pid)) return true;
  const started = startTimeOf(other.pid);
  return other.startTime !== null && started !== null && started !== other.startTime;
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.host === b.host && a.pid === b.pid && a.startTime === b.startTime && sameBoot(a.bootId, b.bootId);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return `up-${String(Math.round(Date.now() / 1000 - uptime()))}`;
  }
}

/** Seconds computed from the clock wander with its corrections; a real restart moves them by more than a minute. */
function sameBoot(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.startsWith("up-") || !b.startsWith("up-")) return false;
  return Math.abs(Number(a.slice(3)) - Number(b.slice(3))) < 60;
}

function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces; start time is field 22 (proc(5)).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
