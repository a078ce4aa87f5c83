import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A command line under test: its bundle and the folder of a workspace that it works in. */
export interface Place {
  readonly bundle: string;
  readonly folder: string;
}

/** Ends a command with SIGKILL after so many milliseconds, unless it ends sooner; its output until then. */
export async function killedAfter(
  { bundle, folder }: Place,
  args: readonly string[],
  milliseconds: number,
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  const child = spawn(process.execPath, [bundle, ...args], { cwd: folder });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const timer =
    milliseconds === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return { out, err, code };
}

/** The lines of a command's output that are whole. */
export function eventsOf(out: string): Record<string, unknown>[] {
  return out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** All that two equal runs share of their folders: file by file its bytes, without ids and times. */
export function resultIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name !== "user.json" && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(files.sort().map((name) => [name, contentOf(join(folder, name))]));
}

const timed = new Set(["id", "created", "started", "ended", "seconds", "examplesPerSecond", "resumes"]);

function contentOf(path: string): string {
  if (path.endsWith("run.json")) return withoutTimes(readFileSync(path, "utf8"));
  if (path.endsWith(".ndjson"))
    return readFileSync(path, "utf8").split("\n").filter(Boolean).map(withoutTimes).join("\n");
  return readFileSync(path).toString("base64");
}

function withoutTimes(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => {
    if (timed.has(key)) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    // A record that was read and written again may have its keys in another order.
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** How a run fared that was killed, and killed again while it was resumed, until it ended. */
export interface Fate {
  readonly kills: number;
  /** Epochs that had been told and were not on disk afterwards. */
  readonly lost: number;
  /** Steps that resumes went on from; 0: from the beginning. */
  readonly resumedFrom: readonly number[];
  readonly folder: string | null;
  /** It had said that it was finished when it was killed. */
  readonly endedFirst: boolean;
}

/**
 * Trains, kills after each of the given times, and resumes; the last time to the end. Throws where the run does not open
 * or does not go on.
 */
export async function trainKilled(
  place: Place,
  experiment: string,
  runs: string,
  times: readonly number[],
): Promise<Fate> {
  let kills = 0;
  let lost = 0;
  let folder: string | null = null;
  for (const time of [...times, Number.POSITIVE_INFINITY]) {
    const args = folder === null ? ["train", experiment, "--out", runs] : ["resume", folder];
    const { out, err, code } = await killedAfter(place, [...args, "--checkpoint-seconds", "0.03", "--json"], time);
    const events = eventsOf(out);
    const start = events.find(({ event }) => event === "start");
    if (code === null) kills++;
    else if (code !== 0) throw new Error(`exit code ${String(code)} of ${args.join(" ")}: ${err}`);
    folder ??= (start?.["path"] as string | undefined) ?? null;
    // Killed before the run had a record: there is nothing to resume, as there is nothing to lose.
    if (folder === null || !existsSync(join(folder, "run.json"))) {
      folder = null;
      continue;
    }
    const record = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as { status: string };
    const metrics = join(folder, "metrics.ndjson");
    const lines = existsSync(metrics) ? readFileSync(metrics, "utf8").split("\n").length - 1 : 0;
    lost += Math.max(0, events.filter(({ event }) => event === "epoch").length - lines);
    if (record.status === "finished")
      return { kills, lost, resumedFrom: resumesOf(folder), folder, endedFirst: code === null };
  }
  throw new Error(`the run did not finish: ${String(folder)}`);
}

function resumesOf(folder: string): number[] {
  const { resumes = [] } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as {
    resumes?: readonly { readonly step: number }[];
  };
  return resumes.map(({ step }) => step);
}

/** All that its run has in common with an equal one; lock and checkpoints go last, so that they may outlast its end. */
export function resultOf({ folder, endedFirst }: Fate): Record<string, string> {
  const files = Object.entries(resultIn(folder ?? ""));
  const isLast = (name: string): boolean => /^(lock\.json|checkpoint(\.previous)?\.safetensors)$/.test(name);
  return Object.fromEntries(endedFirst ? files.filter(([name]) => !isLast(name)) : files);
}
