import { splitNames } from "../../data/table.ts";
import { type Setting, describeSettings, verifiedWord } from "../../experiment/describe.ts";
import { type ListedRecord, outlineOf } from "../../experiment/listedRecord.ts";
import type { MetricsBySplit } from "../../experiment/metrics.ts";
import { isActive, type RunStatus } from "../../experiment/status.ts";
import { counted, duration, figure, moment } from "../format.ts";
import { keyFigure } from "./keyMetric.ts";
import type { RunView } from "./view.ts";

/** Icon and colour of each status, as codicon and theme colour ids. */
export const statusIcons: Readonly<Record<RunStatus, { readonly icon: string; readonly color?: string }>> = {
  queued: { icon: "clock" },
  running: { icon: "loading~spin", color: "charts.blue" },
  paused: { icon: "debug-pause", color: "charts.yellow" },
  finished: { icon: "pass", color: "testing.iconPassed" },
  stopped: { icon: "circle-slash", color: "descriptionForeground" },
  failed: { icon: "error", color: "testing.iconFailed" },
  diverged: { icon: "flame", color: "charts.orange" },
};

/** The title without the dataset's name in front, for a row below the dataset: what is left tells its runs apart. */
export function titleUnderDataset(view: Pick<RunView, "title" | "record">): string {
  const path = outlineOf(view.record).dataPath;
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  return view.title.startsWith(`${name}, `) ? view.title.slice(name.length + 2) : view.title;
}

/** The line beside a run's title: progress while it trains, then key metric, seconds and when. */
export function runDescription(view: RunView, keyMetric: string, now: Date): string {
  const shown = keyFigure(view.record, keyMetric);
  return [
    ...(isActive(view.status) ? [progress(view), shown] : ended(view, shown, now)),
    view.stalled ? "stalled" : null,
    ...(view.annotations.tags ?? []).map((tag) => `#${tag}`),
  ]
    .filter((part) => part !== null && part !== "")
    .join(" · ");
}

function ended(view: RunView, shown: string | null, now: Date): (string | null)[] {
  const { record, status } = view;
  return [
    status === "finished" ? null : status,
    shown,
    // In front of what a narrow view cuts off.
    verifiedWord(record),
    duration(record.seconds.total),
    moment(record.created, now),
  ];
}

/** What an active run is at: `epoch 3/20`, `reading 40 %`, `queued`. */
export function progress(view: Pick<RunView, "status" | "ticker" | "record">): string {
  const { status, ticker, record } = view;
  if (status === "queued") return "queued";
  const at = ticker ?? { ...record.progress, phase: null, fraction: null };
  const place =
    at.phase === null || at.phase === "training"
      ? `epoch ${String(at.epoch)}/${String(at.epochs)}`
      : `${phaseWords[at.phase]}${at.fraction === null ? "" : ` ${String(Math.round(at.fraction * 100))} %`}`;
  return status === "paused" ? `paused at ${place}` : place;
}

const phaseWords = { reading: "reading", features: "features", evaluation: "evaluating", saving: "saving" } as const;

/** Settings and metrics of a run as plain lines for a tooltip. */
export function runTooltip(view: RunView): string {
  const { record } = view;
  const lines = [view.title, `${view.status}${view.stalled ? ", stalled" : ""}${ownerNote(view)}`];
  if (record.message !== null) lines.push(record.message);
  if (record.reproduced !== undefined)
    lines.push(
      record.reproduced
        ? "verified: trained again, it came out the same bit for bit"
        : "not reproduced: its panel says what was not the same",
    );
  const { tags = [], note = "" } = view.annotations;
  if (tags.length > 0) lines.push(`tags: ${tags.join(", ")}`);
  if (note !== "") lines.push("", note);
  lines.push("", ...metricLines(record));
  lines.push("", ...settingLines(describeSettings(record.experiment).filter(isTelling)));
  lines.push("", `created ${record.created.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}, run ${record.id}`);
  return lines.join("\n");
}

function ownerNote(view: RunView): string {
  return isActive(view.status) && view.owner === "other" ? " in another window or on the command line" : "";
}

/** Of the settings a tooltip shows the ones that tell runs apart. */
function isTelling({ group, name }: Setting): boolean {
  return group !== "split" || name === "seed" || name === "group column";
}

/** One line for each group: `training: loss crossEntropy, batch size 32, …`. */
function settingLines(settings: readonly Setting[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { group, name, value } of settings) {
    const parts = groups.get(group) ?? [];
    parts.push(name === "kind" || name === "path" ? value : `${name} ${value}`);
    groups.set(group, parts);
  }
  return [...groups].map(([group, parts]) => `${group}: ${parts.join(", ")}`);
}

function metricLines(record: ListedRecord): string[] {
  const known = Object.keys(record.metrics).length > 0;
  const bySplit: MetricsBySplit = known ? record.metrics : (record.best?.metrics ?? {});
  return splitNames.flatMap((split) => {
    const metrics = bySplit[split];
    if (metrics === undefined) return [];
    const shown = [
      ["accuracy", metrics.accuracy],
      ["majority class", metrics.majorityAccuracy],
      ["macro F1", metrics.macroF1],
      ["loss", metrics.loss],
    ] as const;
    const figures = shown.flatMap(([name, value]) => (value === null ? [] : [`${name} ${figure(value)}`]));
    return [`${split} (${counted(metrics.examples, "example")}): ${figures.join(", ")}`];
  });
}
