import type { ColumnFacts } from "../../src/data/inspect/columns.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import type { Figure } from "../run/errors/figure.ts";

/** Texts by their number of tokens, with the cut as a line. */
export function lengthFigure({ lengths, isCut }: DatasetOverview): Figure {
  const bins = lengths?.bins ?? [];
  const width = bins[0]?.to === null || bins[0] === undefined ? 1 : bins[0].to - bins[0].from + 1;
  const most = Math.max(1, ...bins.map(({ examples }) => examples));
  const end = (bins.at(-1)?.from ?? 0) + width;
  const at = lengths?.cut.at ?? 0;
  const cut =
    at > end
      ? []
      : [
          { x: at, y: 0 },
          { x: at, y: most },
        ];
  const open = bins.at(-1)?.to === null ? ` The last bar holds all longer texts.` : "";
  return {
    title: "Texts by length",
    says: `Texts by their number of tokens.${cut.length === 0 ? "" : " The dashed line is where they are cut."}${open}`,
    file: "token-lengths",
    xTitle: "tokens",
    yTitle: "texts",
    xShare: false,
    yShare: false,
    series: [
      {
        name: "texts",
        kind: "bars",
        color: "train",
        points: bins.map(({ from, examples }) => ({ x: from + width / 2, y: examples })),
      },
      ...(cut.length === 0
        ? []
        : [
            {
              name: isCut ? `cut at maxTokens ${String(at)}` : `default maxTokens ${String(at)}`,
              kind: "line" as const,
              color: "wrong" as const,
              dash: [6, 4],
              points: cut,
            },
          ]),
    ],
    columns: [{ name: "from" }, { name: "to" }, { name: "texts" }],
    rows: bins.map(({ from, to, examples }) => [from, to ?? "and more", examples]),
  };
}

/** The values of a column of numbers. */
export function columnFigure({ name, numbers }: ColumnFacts): Figure {
  const bins = numbers?.bins ?? [];
  return {
    title: name,
    says: `Examples by their value of ${name}.`,
    file: `column-${name.replace(/[^\p{L}\p{N}_-]+/gu, "-")}`,
    xTitle: name,
    yTitle: "examples",
    xShare: false,
    yShare: false,
    xWhole: bins.length > 1 && bins.every(({ from, to }) => to - from === 1),
    series: [
      {
        name: "examples",
        kind: "bars",
        color: "train",
        points: bins.map(({ from, to, examples }) => ({ x: (from + to) / 2, y: examples })),
      },
    ],
    columns: [{ name: "from" }, { name: "to" }, { name: "examples" }],
    rows: bins.map(({ from, to, examples }) => [from, to, examples]),
  };
}
