import { type Chart, type ChartLine, svgChart } from "../../experiment/report/svgChart.ts";
import { type CrossCheck, deviationText, type EpochPair } from "../../protocol/crossChecks.ts";
import { measured, type Table } from "../table.ts";
import { markdownText, tableFormats } from "../tableFormats.ts";

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
      `Losses of the first ${String(Math.min(100, steps))} steps agree within ${deviationText(firstSteps)} relative, of all ${String(steps)} steps within ${deviationText(allSteps)}.`,
    );
  const worst = worstOf(epochs);
  if (worst !== undefined)
    words.push(
      `The curves are furthest apart at epoch ${String(worst.epoch)}: ${deviationText(worst.deviation)} of the loss.`,
    );
  if (largestDifference !== null) words.push(`Outputs on test differ by at most ${deviationText(largestDifference)}.`);
  const { run, peer: other } = secondsPerEpoch;
  words.push(
    `${secondsText(run)} an epoch here, ${secondsText(other)} in ${peer}; features and evaluation are not in it.`,
  );
  return words;
}

function secondsText(seconds: number | null): string {
  return seconds === null ? "an unknown time" : `${seconds.toPrecision(2)} seconds`;
}

function worstOf(epochs: readonly EpochPair[]): EpochPair | undefined {
  let worst: EpochPair | undefined;
  for (const pair of epochs) {
    if (pair.deviation === null) continue;
    if (worst === undefined || sizeOf(pair) > sizeOf(worst)) worst = pair;
  }
  return worst;
}

function sizeOf({ deviation }: EpochPair): number {
  return deviation === "infinite" ? Number.POSITIVE_INFINITY : (deviation ?? 0);
}

/** The accuracies of both, and the seconds. */
export function crossCheckTable({ accuracy, secondsPerEpoch, peer }: CrossCheck): Table {
  const row = (name: string, key: "run" | "peer" | "own") => ({
    cells: [
      name,
      ...(["train", "validation", "test"] as const).map((split) => measured(accuracy[key]?.[split])),
      measured(secondsPerEpoch[key]),
    ],
    notes: [],
  });
  return {
    columns: ["trained by", "train accuracy", "validation accuracy", "test accuracy", "seconds per epoch"].map(
      (title, at) => ({ title, numeric: at > 0 }),
    ),
    rows: [
      row("Benchtop", "run"),
      ...(accuracy.own === undefined
        ? [row(peer, "peer")]
        : [row(`${peer}, equal initial weights`, "peer"), row(`${peer}, its own initial weights`, "own")]),
    ],
    notes: [],
  };
}

/** `report.md` with the curves over each other, and what each epoch came to as CSV. */
export function crossCheckReport(title: string, check: CrossCheck): readonly ReportFile[] {
  const hasOwn = check.accuracy.own !== undefined;
  const charts = (["peer", ...(hasOwn ? (["own"] as const) : [])] as const)
    .flatMap((who) =>
      (["loss", "accuracy"] as const).map((figure) => ({
        name: who === "peer" ? `${figure}.svg` : `${figure}-own.svg`,
        text: who === "peer" ? "The curves of both" : "The curves of both, each from its own initial weights",
        chart: curves(check, figure, who),
      })),
    )
    .filter(() => check.epochs.length > 1);
  const lines = [
    `# ${markdownText(`${title} and ${check.peer}`)}`,
    "",
    hasOwn
      ? "The same features, splits and order of batches, trained by both: from the same initial weights, and once more each from its own."
      : "The same features, splits, initial weights and order of batches, trained by both.",
    "",
    ...crossCheckWords(check).map((sentence) => `- ${markdownText(sentence)}`),
    "",
    tableFormats.markdown(crossCheckTable(check)).trimEnd(),
    "",
    "Accuracy of the epoch that the run kept.",
    "",
    ...charts.flatMap(({ name, text }) => [`![${text}](${name})`, ""]),
  ];
  return [
    { name: "report.md", text: `${lines.join("\n").trimEnd()}\n` },
    ...charts.map(({ name, chart }) => ({ name, text: svgChart(chart) })),
    ...(check.epochs.length === 0 ? [] : [{ name: "epochs.csv", text: tableFormats.csv(epochTable(check)) }]),
  ];
}

function epochTable({ epochs, accuracy }: CrossCheck): Table {
  const splits = ["train", "validation"] as const;
  const sides = [
    { title: "Benchtop", key: "run" },
    { title: "peer", key: "peer" },
    ...(accuracy.own === undefined ? [] : [{ title: "peer from its own weights", key: "own" } as const]),
  ] as const;
  const columns = splits.flatMap((split) =>
    (["loss", "accuracy"] as const).flatMap((figure) => sides.map((side) => ({ split, figure, ...side }))),
  );
  return {
    columns: [
      "epoch",
      ...columns.map(({ split, figure, title }) => `${split} ${figure}, ${title}`),
      "largest relative deviation of a loss",
    ].map((title) => ({ title, numeric: true })),
    rows: epochs.map((pair) => ({
      cells: [
        measured(pair.epoch, 0),
        ...columns.map(({ split, figure, key }) => measured(pair[key]?.[split]?.[figure])),
        pair.deviation === "infinite" ? pair.deviation : measured(pair.deviation),
      ],
      notes: [],
    })),
    notes: [],
  };
}

/** This program's line solid, the other's dashed on top. */
function curves({ epochs, peer: name }: CrossCheck, figure: "loss" | "accuracy", other: "peer" | "own"): Chart {
  const line = (who: "run" | "peer" | "own", split: "train" | "validation", color: number): ChartLine => ({
    name: `${split}, ${who === "run" ? "Benchtop" : name}`,
    color,
    dashed: who !== "run",
    points: epochs.map((pair) => [pair.epoch, pair[who]?.[split]?.[figure] ?? NaN] as const),
  });
  return {
    description: `${figure} by epoch of Benchtop (solid) and ${name} (dashed).`,
    x: { label: "epoch" },
    y: { label: figure },
    lines: [
      ...[line("run", "train", 5), line(other, "train", 1)],
      ...(epochs.some(({ run }) => run.validation !== undefined)
        ? [line("run", "validation", 2), line(other, "validation", 3)]
        : []),
    ],
  };
}
