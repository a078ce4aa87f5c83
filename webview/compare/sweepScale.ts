import type { SweepAxis, SweepState, SweepTrial } from "../../src/protocol/comparePanel.ts";
import { formatFigure, formatShare } from "../format.ts";

/** The metric's axis among those of the options. */
const metricPath = "";

/** An axis of a chart: an option's, or the metric's. */
export interface PlotAxis extends SweepAxis {
  readonly share: boolean;
}

/** Where values of an axis lie, from 0 at its beginning to 1 at its end. */
export interface AxisScale {
  readonly place: (value: number) => number;
  /** The inverse of `place`. */
  readonly valueAt: (place: number) => number;
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
}

export function plotAxes({ axes, metric }: Pick<SweepState, "axes" | "metric">): readonly PlotAxis[] {
  return [
    ...axes.map((axis) => ({ ...axis, share: false })),
    { path: metricPath, title: metric.title, logarithmic: false, categories: null, share: metric.share },
  ];
}

/** What a trial has on each axis of `plotAxes`, the metric last; of a pruned trial the metric where it ended. */
export function placesOf({ settings, value, pruned }: SweepTrial): readonly (number | null)[] {
  return [...settings, value ?? pruned?.value ?? null];
}

const mostTicks = 5;

/** The scale of an axis over the values that are there. */
export function scaleOf(axis: PlotAxis, values: readonly number[]): AxisScale {
  const { categories, logarithmic } = axis;
  if (categories !== null) {
    const n = Math.max(1, categories.length);
    const step = Math.ceil(n / 12);
    return {
      place: (value) => (value + 0.5) / n,
      valueAt: (place) => place * n - 0.5,
      ticks: categories.flatMap((label, at) => (at % step === 0 ? [{ place: (at + 0.5) / n, label }] : [])),
    };
  }
  const log = logarithmic && values.every((value) => value > 0);
  const [forth, back] = log ? [Math.log10, (x: number) => 10 ** x] : [same, same];
  let low = forth(Math.min(...values));
  let high = forth(Math.max(...values));
  if (values.length === 0) [low, high] = [0, 1];
  if (low === high)
    [low, high] = [low - (log ? 0.5 : Math.abs(low) * 0.1 || 0.5), high + (log ? 0.5 : Math.abs(high) * 0.1 || 0.5)];
  const place = (value: number): number => (forth(value) - low) / (high - low);
  const marks = log ? logTicks(low, high) : linearTicks(low, high);
  return {
    place,
    valueAt: (at) => back(low + at * (high - low)),
    ticks: marks.map((value) => ({ place: place(value), label: valueText(axis, value) })),
  };
}

function same(x: number): number {
  return x;
}

function linearTicks(low: number, high: number): readonly number[] {
  const raw = (high - low) / mostTicks;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/** Powers of ten; where there are fewer than two, their double and fivefold too. */
function logTicks(low: number, high: number): readonly number[] {
  const powers: number[] = [];
  const skip = Math.ceil((high - low) / (mostTicks + 1));
  for (let at = Math.ceil(low - 1e-9); at <= high + 1e-9; at += Math.max(1, skip)) powers.push(10 ** at);
  if (powers.length >= 2) return powers.map((value) => Number(value.toPrecision(12)));
  const finer: number[] = [];
  for (let at = Math.floor(low); at <= Math.ceil(high); at++)
    for (const factor of [1, 2, 5]) {
      const value = factor * 10 ** at;
      if (Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9)
        finer.push(Number(value.toPrecision(12)));
    }
  return finer;
}

/** A value of an axis as screens write it. */
export function valueText({ categories, share, path }: PlotAxis, value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  if (categories !== null) return categories[value] ?? "–";
  if (share) return formatShare(value);
  if (path === metricPath) return formatFigure(value);
  return String(Number(value.toPrecision(4)));
}

/** A stretch of an axis, by values; of categories from half a place before the first to half a place after the last. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}
export type Brushes = Readonly<Record<string, Brush>>;

/** Whether a trial lies within all stretches that are picked. */
export function isWithin(axes: readonly PlotAxis[], trial: SweepTrial, brushes: Brushes): boolean {
  const places = placesOf(trial);
  return axes.every(({ path }, at) => {
    const brush = brushes[path];
    if (brush === undefined) return true;
    const value = places[at] ?? null;
    return value !== null && value >= brush.from && value <= brush.to;
  });
}

/** The runs of the trials that the brushes leave; null where nothing is brushed. */
export function brushedRuns(state: SweepState | null, brushes: Brushes): ReadonlySet<string> | null {
  if (state === null) return null;
  const axes = plotAxes(state);
  if (!axes.some(({ path }) => brushes[path] !== undefined)) return null;
  return new Set(state.trials.filter((trial) => isWithin(axes, trial, brushes)).flatMap(({ runs }) => runs));
}

/** From the worst of some values to the best, 0 to 1; the middle where they are all the same. */
export function goodness(values: readonly number[], better: "higher" | "lower"): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) return () => 0.5;
  return (value) => {
    const share = (value - low) / (high - low);
    return better === "higher" ? share : 1 - share;
  };
}

/** Colours from worst to best that are told apart on dark and on light, with any common colour blindness. */
const stops = [
  [86, 150, 200],
  [150, 110, 185],
  [224, 120, 40],
] as const;

export function goodnessColor(good: number): string {
  const at = Math.min(1, Math.max(0, good)) * (stops.length - 1);
  const below = stops[Math.floor(at)] ?? stops[0];
  const above = stops[Math.ceil(at)] ?? stops[2];
  const part = at - Math.floor(at);
  const mixed = below.map((value, channel) => Math.round(value + part * ((above[channel] ?? value) - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
