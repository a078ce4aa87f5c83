import { log } from "../../base/elementary.ts";

/** Where an axis has its marks: round numbers within [low, high], about `count` of them. */
export function roundTicks(low: number, high: number, count: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / count;
  const power = 10 ** Math.floor(log10(raw) + 1e-9);
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** For drawing: not to the last bit. */
export function log10(value: number): number {
  return log(value) / Math.LN10;
}

/** A number on an axis: no more digits than tell it from its neighbours. */
export function tickText(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-4 ? value.toExponential() : String(Number(value.toPrecision(4)));
}
