import { exp, log } from "../../base/elementary.ts";
import type { Range } from "./space.ts";

/**
 * The line on which a range is drawn from: its own, or that of the logarithms. Whole numbers own the stretch half a
 * step to either side, so that the first and the last are as likely as the others.
 */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** The value at a coordinate in [low, high]. */
  readonly valueAt: (coordinate: number) => number;
  readonly coordinateOf: (value: number) => number;
}

/** Values are cut to so many digits: they are read, and typed again. */
const digits = 6;

export function axisOf({ from, to, scale, integer }: Range): Axis {
  const margin = integer ? 0.5 : 0;
  const [forth, back] = scale === "log" ? [log, exp] : [same, same];
  const within = (value: number): number => Math.min(to, Math.max(from, value));
  return {
    low: forth(from - margin),
    high: forth(to + margin),
    valueAt: (coordinate) => {
      const value = back(coordinate);
      return within(integer ? Math.round(value) : Number(value.toPrecision(digits)));
    },
    coordinateOf: forth,
  };
}

function same(x: number): number {
  return x;
}
