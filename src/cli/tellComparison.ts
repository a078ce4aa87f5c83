import { filePlace } from "../base/filePlace.ts";
import { visible } from "../base/visible.ts";
import { thousands } from "../data/phrases.ts";
import type { ComparedRun, Comparison } from "../experiment/comparison/comparison.ts";
import { groupSentences } from "../experiment/comparison/groupWords.ts";
import { poolSentences } from "../experiment/comparison/poolWords.ts";
import { metricTitle, pairSentences, refusalSentence, splitSentence } from "../experiment/comparison/words.ts";
import type { FlipsPage } from "../protocol/trainer.ts";
import { flipWords } from "../services/flipsTable.ts";
import { cellText, difference, measured } from "../services/table.ts";
import { tellConfusion, tellTable } from "./summary.ts";
import { type Column, table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { widthOf } from "./text.ts";

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

/** Writes a comparison for a person: the runs in a table, what differs in their settings, and what the differences mean. */
export function tellComparison(comparison: Comparison, classes: readonly string[], terminal: Terminal): void {
  tellRuns(comparison, terminal);
  tellSettings(comparison, terminal);
  for (const run of comparison.runs.slice(1)) {
    tellTitle(`${run.letter} against A`, terminal);
    for (const sentence of pairSentences(comparison, run)) terminal.out(visible(sentence));
  }
  if (comparison.groups.length > 0) {
    tellTitle("Repeats", terminal);
    for (const group of comparison.groups)
      for (const sentence of groupSentences(comparison, group)) terminal.out(visible(sentence));
  }
  for (const pool of comparison.pools) {
    tellTitle("Folds pooled", terminal);
    for (const sentence of poolSentences(comparison, pool)) terminal.out(visible(sentence));
    const { result } = pool;
    if (result.kind === "pooled") tellConfusion("held-out examples", result.counts, result.classes, terminal);
  }
  const [, run, ...others] = comparison.runs;
  if (run !== undefined && others.length === 0) tellConfusionDifference(run, classes, terminal);
}

function tellTitle(title: string, terminal: Terminal): void {
  terminal.out("");
  terminal.out(terminal.style("bold", title));
}

function tellRuns(comparison: Comparison, terminal: Terminal): void {
  const { split, metric, runs } = comparison;
  const shown = [
    { reading: "best", title: "best epoch's" },
    { reading: "last", title: "last epoch's" },
  ] as const;
  // Test is measured once, so that there is nothing to tell of epochs.
  const extra = shown.filter(({ reading }) =>
    runs.some((run) => typeof run.figures[split]?.[metric]?.[reading] === "number"),
  );
  const rows = runs.map((run, at) => {
    const figures = run.figures[split]?.[metric];
    const p = run.pair?.kind === "compared" ? run.pair.mcNemar : null;
    return [
      run.letter,
      run.title,
      run.status,
      cellText(measured(figures?.kept)),
      at === 0 ? "baseline" : cellText(difference(run.deltas[split]?.[metric]?.kept)),
      ...(metric === "accuracy" ? [cellText(measured(run.figures[split]?.majorityAccuracy?.kept))] : []),
      ...extra.map(({ reading }) => cellText(measured(figures?.[reading]))),
      cellText(measured(p)),
      cellText(measured(run.adjusted)),
      run.id,
    ];
  });
  const columns = [
    left(""),
    left("title"),
    left("status"),
    right(split),
    right("difference"),
    ...(metric === "accuracy" ? [right("majority")] : []),
    ...extra.map(({ title }) => right(title)),
    right("McNemar p"),
    right("Holm p"),
    left("run"),
  ];
  tellTable(`${capital(metricTitle(comparison))} of ${String(runs.length)} runs`, columns, rows, terminal);
  terminal.out(splitSentence(comparison));
}

function tellSettings({ runs, settings }: Comparison, terminal: Terminal): void {
  if (settings.length === 0) {
    terminal.out("Their settings are the same.");
    return;
  }
  const rows = settings.map(({ path, values }) => [path, ...values.map((value) => value ?? "–")]);
  const columns = [left("setting"), ...runs.map(({ letter }) => left(letter))];
  const title = "Settings that differ";
  if (table(columns, rows, Number.POSITIVE_INFINITY).every((line) => widthOf(line) <= terminal.width)) {
    tellTable(title, columns, rows, terminal);
    return;
  }
  // Too many runs to stand beside each other: what each has otherwise than the baseline.
  const changes = runs.slice(1).map(({ letter }, at) => {
    const own = settings.filter(({ values }) => values[at + 1] !== values[0]);
    const written = own.map(({ path, values }) => `${path} ${values[at + 1] ?? "–"} (A: ${values[0] ?? "–"})`);
    return `${letter}  ${written.length === 0 ? "as A" : written.join(", ")}`;
  });
  tellTitle(title, terminal);
  for (const line of changes) terminal.out(visible(line));
}

/** Of a run against its baseline, where both fit beside each other: rows are true classes, columns predicted ones. */
function tellConfusionDifference({ pair, letter }: ComparedRun, classes: readonly string[], terminal: Terminal): void {
  if (pair?.kind !== "compared") return;
  const rows = pair.confusionDifference.map((row, id) => [
    classes[id] ?? String(id),
    ...row.map((count) => (count > 0 ? `+${String(count)}` : count < 0 ? `−${String(-count)}` : "0")),
  ]);
  const names = classes.map((name) => right(visible(name)));
  if (names.length > mostClasses) return;
  tellTable(`Confusion on ${pair.split}, ${letter} minus A`, [left("true \\ predicted"), ...names], rows, terminal);
}

const mostClasses = 12;

/** Writes the flipped examples of each run, and how many more there are. */
export function tellFlips(
  runs: readonly { readonly letter: string; readonly page: FlipsPage }[],
  classes: readonly string[],
  terminal: Terminal,
): void {
  for (const { letter, page } of runs) {
    const title = `Flipped examples, A to ${letter}`;
    if (page.kind === "refused") {
      tellTitle(title, terminal);
      terminal.out(visible(refusalSentence(page.why, "this split", { first: "A", second: letter })));
      continue;
    }
    const rows = page.flips.map(({ kind, file, line, trueClass, before, after, excerpt }) => [
      flipWords[kind],
      ...[trueClass, before, after].map((id) => classes[id] ?? String(id)),
      filePlace(file, line),
      excerpt,
    ]);
    const columns = ["change", "true class", "A", letter, "place", "example"].map(left);
    tellTable(`${title} (${thousands(page.total)})`, columns, rows, terminal);
    const more = page.total - page.flips.length;
    if (more > 0) terminal.out(`${thousands(more)} more: --json, or --format csv, lists them all.`);
    if (page.warning !== null) terminal.out(visible(page.warning));
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
