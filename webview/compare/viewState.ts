import { type XAxis, xAxes } from "../../src/protocol/curveAxes.ts";
import type { CurveRange } from "../run/curvePoints.ts";
import { oneOf } from "../run/viewState.ts";
import type { Filter } from "./filterRules.ts";
import { readFilter } from "./filterRules.ts";
import type { Brushes } from "./sweepScale.ts";
import { assignSlots } from "./runColors.ts";

export const tabs = ["table", "curves", "differences", "sweep"] as const;
export type TabName = (typeof tabs)[number];
export const smoothings = ["off", "light", "medium", "strong"] as const;
export type Smoothing = (typeof smoothings)[number];

/** One key of the order: the first counts most. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** What a person chose to look at; survives hiding and window reloads. */
export interface ViewState {
  readonly tab: TabName;
  /** Runs that are drawn and compared. */
  readonly chosen: readonly string[];
  /** Of each chosen run, the number of its colour and dash. */
  readonly slots: Readonly<Record<string, number>>;
  readonly baseline: string | null;
  /** Whether the table lists the chosen runs alone. */
  readonly onlyChosen: boolean;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly filters: readonly Filter[];
  /** The column that rows are put together by; "repeats": all settings but seeds and folds. */
  readonly groupBy: string | null;
  readonly opened: readonly string[];
  /** Of the curves: a metric of an epoch, with its split before it. */
  readonly metric: string;
  readonly axis: XAxis;
  readonly logarithmic: boolean;
  readonly smoothing: Smoothing;
  readonly band: boolean;
  readonly hidden: readonly string[];
  readonly zoom: CurveRange | null;
  readonly asTable: boolean;
  /** Of the differences. */
  readonly split: "train" | "validation" | "test" | null;
  readonly differenceMetric: "accuracy" | "macroF1";
  readonly against: string | null;
  /** Of the sweep: its id, the stretches of axes that are picked, and the paths of the options that charts show. */
  readonly sweep: string | null;
  readonly brushes: Brushes;
  readonly sweepX: string | null;
  readonly heatX: string | null;
  readonly heatY: string | null;
}

export const initialViewState: ViewState = {
  tab: "table",
  chosen: [],
  slots: {},
  baseline: null,
  onlyChosen: false,
  search: "",
  sort: [],
  filters: [],
  groupBy: null,
  opened: [],
  metric: "validation.loss",
  axis: "epoch",
  logarithmic: false,
  smoothing: "off",
  band: false,
  hidden: [],
  zoom: null,
  asTable: false,
  split: null,
  differenceMetric: "accuracy",
  against: null,
  sweep: null,
  brushes: {},
  sweepX: null,
  heatX: null,
  heatY: null,
};

/** The stored state, key by key; what is missing or of an older shape falls back to the initial one. */
export function readViewState(stored: unknown): ViewState {
  const from = record(stored);
  const zoom = record(from["zoom"]);
  const { min, max } = zoom;
  const chosen = texts(from["chosen"]);
  return {
    tab: oneOf(tabs, from["tab"]) ?? initialViewState.tab,
    chosen,
    slots: assignSlots(chosen, slots(from["slots"])),
    baseline: text(from["baseline"]),
    onlyChosen: from["onlyChosen"] === true,
    search: text(from["search"]) ?? "",
    sort: list(from["sort"]).flatMap((each) => {
      const { column, descending } = record(each);
      return typeof column === "string" ? [{ column, descending: descending === true }] : [];
    }),
    filters: list(from["filters"]).flatMap((each) => readFilter(each) ?? []),
    groupBy: text(from["groupBy"]),
    opened: texts(from["opened"]),
    metric: text(from["metric"]) ?? initialViewState.metric,
    axis: oneOf(xAxes, from["axis"]) ?? initialViewState.axis,
    logarithmic: from["logarithmic"] === true,
    smoothing: oneOf(smoothings, from["smoothing"]) ?? initialViewState.smoothing,
    band: from["band"] === true,
    hidden: texts(from["hidden"]),
    zoom: typeof min === "number" && typeof max === "number" && min < max ? { min, max } : null,
    asTable: from["asTable"] === true,
    split: oneOf(["train", "validation", "test"] as const, from["split"]),
    differenceMetric: oneOf(["accuracy", "macroF1"] as const, from["differenceMetric"]) ?? "accuracy",
    against: text(from["against"]),
    sweep: text(from["sweep"]),
    brushes: readBrushes(from["brushes"]),
    sweepX: text(from["sweepX"]),
    heatX: text(from["heatX"]),
    heatY: text(from["heatY"]),
  };
}

function readBrushes(value: unknown): Brushes {
  const entries = Object.entries(record(value)).flatMap(([path, brush]) => {
    const { from, to } = record(brush);
    return typeof from === "number" && typeof to === "number" ? [[path, { from, to }] as const] : [];
  });
  return Object.fromEntries(entries);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((each) => typeof each === "string");
}

function slots(value: unknown): Readonly<Record<string, number>> {
  const entries = Object.entries(record(value));
  return Object.fromEntries(entries.filter((each): each is [string, number] => Number.isSafeInteger(each[1])));
}
