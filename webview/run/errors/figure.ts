import type { ChartColors } from "../../theme.ts";

/** One line or one set of bars; bars stand on those before them. */
export interface FigureSeries {
  readonly name: string;
  readonly kind: "line" | "bars";
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly color: keyof Pick<ChartColors, "train" | "validation" | "wrong" | "muted">;
  readonly dash?: readonly number[];
  readonly marker?: boolean;
}

/** A stretch of the x axis whose examples can be listed. */
export interface FigurePick {
  readonly from: number;
  readonly to: number;
  /** Its place among the stretches, those left out counted. */
  readonly bin: number;
  readonly spoken: string;
}

/** A chart with everything that its picture, its table twin and its files need. */
export interface Figure {
  readonly title: string;
  /** One plain sentence on how to read it. */
  readonly says: string;
  /** Name of the files it is saved to, without an ending. */
  readonly file: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Whether the numbers of an axis are shares, written as percent from 0 to 100. */
  readonly xShare: boolean;
  readonly yShare: boolean;
  /** Bars that stand on whole numbers, each with its own room. */
  readonly xWhole?: boolean;
  readonly series: readonly FigureSeries[];
  /** Stretches with examples, from left to right; absent where nothing is to be picked. */
  readonly picks?: readonly FigurePick[];
  /** The table twin: a heading for each column, and the rows at full precision. */
  readonly columns: readonly { readonly name: string; readonly share?: boolean }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
