import type { ExampleInput } from "../../src/data/inputTable.ts";
import type { SplitName } from "../../src/data/table.ts";
import { type XAxis, xAxes } from "../../src/protocol/curveAxes.ts";
import type { CurveRange } from "./curvePoints.ts";

const shares = ["counts", "rows", "columns"] as const;
export type ConfusionShares = (typeof shares)[number];
const smoothings = ["off", "light", "medium", "strong"] as const;
export type Smoothing = (typeof smoothings)[number];
export const tabs = ["curves", "confusion", "errors", "try", "network", "settings", "data"] as const;
export type TabName = (typeof tabs)[number];

/** What a person chose to look at; survives hiding and window reloads. */
export interface ViewState {
  readonly tab: TabName;
  readonly axis: XAxis;
  readonly logarithmic: boolean;
  readonly smoothing: Smoothing;
  readonly asTable: boolean;
  /** What is laid over the curves, by its name; "" until somebody chose. */
  readonly beside: string;
  readonly split: SplitName | null;
  readonly shares: ConfusionShares;
  /** What stands in the boxes of “Try”. */
  readonly tried: ExampleInput;
  readonly zoom: { readonly loss: CurveRange | null; readonly accuracy: CurveRange | null };
}

export const initialViewState: ViewState = {
  tab: "curves",
  axis: "epoch",
  logarithmic: false,
  smoothing: "medium",
  asTable: false,
  beside: "",
  split: null,
  shares: "counts",
  tried: { text: null, columns: {} },
  zoom: { loss: null, accuracy: null },
};

/** The stored state, key by key; what is missing or of an older shape falls back to the initial one. */
export function readViewState(stored: unknown): ViewState {
  const from = record(stored);
  const zoom = record(from["zoom"]);
  const tried = record(from["tried"]);
  return {
    tab: oneOf(tabs, from["tab"]) ?? initialViewState.tab,
    axis: oneOf(xAxes, from["axis"]) ?? initialViewState.axis,
    logarithmic: from["logarithmic"] === true,
    smoothing: oneOf(smoothings, from["smoothing"]) ?? initialViewState.smoothing,
    asTable: from["asTable"] === true,
    beside: typeof from["beside"] === "string" ? from["beside"] : initialViewState.beside,
    split: oneOf(["train", "validation", "test"] as const, from["split"]),
    shares: oneOf(shares, from["shares"]) ?? initialViewState.shares,
    tried: { text: typeof tried["text"] === "string" ? tried["text"] : null, columns: texts(tried["columns"]) },
    zoom: { loss: range(zoom["loss"]), accuracy: range(zoom["accuracy"]) },
  };
}

/** The member of `list` that equals `value`, else null. */
export function oneOf<T extends string>(list: readonly T[], value: unknown): T | null {
  return list.find((each) => each === value) ?? null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function range(value: unknown): CurveRange | null {
  const { min, max } = record(value);
  return typeof min === "number" && typeof max === "number" && min < max ? { min, max } : null;
}
