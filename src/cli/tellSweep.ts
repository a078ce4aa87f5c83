import { visible } from "../base/visible.ts";
import type { RankedTrial } from "../experiment/sweep/ranking.ts";
import type { LiveSweep } from "../services/api.ts";
import { duration } from "./figures.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";

/** `5 of 20 trials  best: trial 3, validation.accuracy 0.8123 (training.l2 0.1)`. */
export function bestSoFar({ trials, sweep, status }: LiveSweep): string {
  const over = trials.filter(({ status: one }) => one !== "waiting" && one !== "running").length;
  const [best] = trials;
  return [
    `${status === "running" ? "sweep" : status}: ${String(over)} of ${String(trials.length)} trials`,
    ...(best?.spread
      ? [`best: trial ${String(best.trial)}, ${sweep.metric} ${spreadText(best)}${inBrackets(best)}`]
      : []),
  ].join("  ");
}

/** How a trial ended, on a line. */
export function trialLine(trial: RankedTrial, { sweep }: LiveSweep): string {
  const how =
    trial.spread === null ? `${trial.status}: ${trial.message ?? ""}` : `${sweep.metric} ${spreadText(trial)}`;
  return `trial ${String(trial.trial)}${inBrackets(trial)}: ${how}`;
}

/** Writes the trials, best first, and why some did not finish. */
export function tellRanking(live: LiveSweep, terminal: Terminal): void {
  const { trials, sweep, folder } = live;
  const paths = Object.keys(sweep.over);
  const left = (title: string) => ({ title, align: "left" }) as const;
  const right = (title: string) => ({ title, align: "right" }) as const;
  const columns = [
    right(""),
    right("trial"),
    left("status"),
    ...paths.map((path) => right(visible(shortName(path, paths)))),
    right(sweep.metric),
    right("epochs"),
    right("time"),
    left("run"),
  ];
  const begun = trials.filter(({ status }) => status !== "waiting");
  const rows = begun.map((trial, at) => [
    trial.spread === null ? "" : String(at + 1),
    String(trial.trial),
    trial.status,
    ...paths.map((_, column) => valueText(trial.settings?.[column]?.[1])),
    spreadText(trial),
    trial.epochs === null ? "–" : String(Number(trial.epochs.toFixed(1))),
    duration(trial.seconds),
    trial.runs[0] ?? "",
  ]);
  tellTable(`Trials, best first by ${sweep.metric}`, columns, rows, terminal);
  const failed = begun.filter(({ message }) => message !== null);
  if (failed.length > 0) terminal.out("");
  for (const trial of failed) terminal.out(visible(trialLine(trial, live)));
  const waiting = trials.length - begun.length;
  if (waiting > 0) terminal.out(`${String(waiting)} trials have not begun.`);
  terminal.out("");
  terminal.out(folder);
}

/** A trial as `--json` tells it. */
export function rankedEvent({ settings, spread, ...trial }: RankedTrial): object {
  const { mean = null, deviation = null } = spread ?? {};
  return { ...trial, settings: Object.fromEntries(settings ?? []), mean, deviation };
}

function spreadText({ spread }: RankedTrial): string {
  if (spread === null) return "–";
  const deviation = spread.deviation === null ? "" : ` ± ${spread.deviation.toFixed(4)}`;
  return `${spread.mean.toFixed(4)}${deviation}`;
}

function inBrackets({ settings }: RankedTrial): string {
  if (settings === null || settings.length === 0) return "";
  const paths = settings.map(([path]) => path);
  return ` (${settings.map(([path, value]) => `${shortName(path, paths)} ${valueText(value)}`).join(", ")})`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The end of a path, as long as it must be to tell it from the others. */
function shortName(path: string, paths: readonly string[]): string {
  const keys = path.split(".");
  for (let length = 1; length < keys.length; length++) {
    const name = keys.slice(-length).join(".");
    if (paths.filter((other) => other === name || other.endsWith(`.${name}`)).length === 1) return name;
  }
  return path;
}
