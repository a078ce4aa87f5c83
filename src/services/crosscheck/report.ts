import { type Chart, type ChartLine, svgChart } from "../../experiment/report/svgChart.ts";
import { measured, type Table } from "../table.ts";
import { markdownText, tableFormats } from "../tableFormats.ts";
import type { CrossCheck } from "./compare.ts";

export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** What the comparison shows, in sentences for a person. */
export function crossCheckWords(check: CrossCheck): readonly string[] {
  const { firstSteps, allSteps, steps, epochs, largestDifference, secondsPerEpoch, peer } = check;
  const words: string[] = [];
  if (firstSteps !== null)
    words.push(
      `Losses of the first ${String(Math.min(100, steps))} steps agree within ${shown(firstSteps)} relative, of all ${String(steps)} steps within ${shown(allSteps)}.`,
    );
  const worst = epochs.reduce<(typeof epochs)[number] | undefined>(
    (most, pair) => ((pair.deviation ?? 0) > (most?.deviation ?? -1) ? pair : most),
    undefined,
  );
  if (worst?.deviation !== undefined && worst.deviation !== null)
    words.push(`The curves are furthest apart at epoch ${String(worst.epoch)}: ${shown(worst.deviation)} of the loss.`);
  if (largestDifference !== null) words.push(`Outputs on test differ by at most ${shown(largestDifference)}.`);
  const { run, peer: other } = secondsPerEpoch;
  words.push(
    `${run.toPrecision(2)} seconds an epoch here, ${other.toPrecision(2)} in ${peer}; features and evaluation are not in it.`,
  );
  return words;
}

/** The accuracies of both, and the seconds. */
export function crossCheckTable({ accuracy, secondsPerEpoch, peer }: CrossCheck): Table {
  const row = (name: string, key: "run" | "peer") => ({
    cells: [
      name,
      ...(["train", "validation", "test"] as const).map((split) => measured(accuracy[key][split])),
      measured(secondsPerEpoch[key]),
    ],
    notes: [],
  });
  return {
    columns: ["trained by", "train accuracy", "validation accuracy", "test accuracy", "seconds per epoch"].map(
      (title, at) => ({ title, numeric: at > 0 }),
    ),
    rows: [row("Benchtop", "run"), row(peer, "peer")],
    notes: [],
  };
}

/** `report.md` with the curves over each other, and what each epoch came to as CSV. */
export function crossCheckReport(title: string, check: CrossCheck): readonly ReportFile[] {
  const charts = [
    { name: "loss.svg", chart: curves(check, "loss") },
    { name: "accuracy.svg", chart: curves(check, "accuracy") },
  ].filter(() => check.epochs.length > 1);
  const lines = [
    `# ${markdownText(`${title} and ${check.peer}`)}`,
    "",
    "The same features, splits, initial weights and order of batches, trained by both.",
    "",
    ...crossCheckWords(check).map((sentence) => `- ${markdownText(sentence)}`),
    "",
    tableFormats.markdown(crossCheckTable(check)).trimEnd(),
    "",
    "Accuracy of the epoch that the run kept.",
    "",
    ...charts.flatMap(({ name }) => [`![The curves of both](${name})`, ""]),
  ];
  return [
    { name: "report.md", text: `${lines.join("\n").trimEnd()}\n` },
    ...charts.map(({ name, chart }) => ({ name, text: svgChart(chart) })),
    ...(check.epochs.length === 0 ? [] : [{ name: "epochs.csv", text: tableFormats.csv(epochTable(check)) }]),
  ];
}

function epochTable({ epochs }: CrossCheck): Table {
  const splits = ["train", "validation"] as const;
  return {
    columns: [
      { title: "epoch", numeric: true },
      ...splits.flatMap((split) =>
        ["loss", "accuracy"].flatMap((figure) =>
          ["Benchtop", "peer"].map((who) => ({ title: `${split} ${figure}, ${who}`, numeric: true })),
        ),
      ),
      { title: "largest relative deviation of a loss", numeric: true },
    ],
    rows: epochs.map(({ epoch, run, peer, deviation }) => ({
      cells: [
        measured(epoch, 0),
        ...splits.flatMap((split) =>
          (["loss", "accuracy"] as const).flatMap((figure) =>
            [run, peer].map((figures) => measured(figures[split]?.[figure])),
          ),
        ),
        measured(deviation),
      ],
      notes: [],
    })),
    notes: [],
  };
}

/** This program's line solid, the other's dashed on top. */
function curves({ epochs, peer: name }: CrossCheck, figure: "loss" | "accuracy"): Chart {
  const line = (who: "run" | "peer", split: "train" | "validation", color: number): ChartLine => ({
    name: `${split}, ${who === "run" ? "Benchtop" : name}`,
    color,
    dashed: who === "peer",
    points: epochs.map((pair) => [pair.epoch, pair[who][split]?.[figure] ?? NaN] as const),
  });
  return {
    description: `${figure} by epoch of Benchtop (solid) and ${name} (dashed).`,
    x: { label: "epoch" },
    y: { label: figure },
    lines: [
      ...[line("run", "train", 5), line("peer", "train", 1)],
      ...(epochs.some(({ run }) => run.validation !== undefined)
        ? [line("run", "validation", 2), line("peer", "validation", 3)]
        : []),
    ],
  };
}

function shown(value: number | null): string {
  return value === null ? "–" : value === 0 ? "0" : value.toExponential(1);
}
