import type { SweepTrial } from "../../src/protocol/comparePanel.ts";
import { type PlotAxis, scaleOf, valueText } from "./sweepScale.ts";

/** A row or column of a heat map. */
interface HeatBin {
  readonly label: string;
  readonly holds: (value: number) => boolean;
}

export interface HeatCell {
  /** Of the trials in it. */
  readonly mean: number;
  readonly count: number;
}

export interface HeatMap {
  readonly columns: readonly HeatBin[];
  readonly rows: readonly HeatBin[];
  /** By row, then column; null where no trial lies. */
  readonly cells: readonly (readonly (HeatCell | null)[])[];
}

/** More different numbers than this are put into stretches. */
const mostSingle = 8;
const stretches = 5;

/** The mean of the metric over two options. */
export function heatMap(
  trials: readonly SweepTrial[],
  [x, y]: readonly [PlotAxis, PlotAxis],
  [xAt, yAt]: readonly [number, number],
): HeatMap {
  const known = trials.flatMap(({ value, settings }) => {
    const [across, up] = [settings[xAt] ?? null, settings[yAt] ?? null];
    return value === null || across === null || up === null ? [] : [{ value, across, up }];
  });
  const columns = binsOf(
    x,
    known.map(({ across }) => across),
  );
  const rows = binsOf(
    y,
    known.map(({ up }) => up),
  ).toReversed();
  const cells = rows.map((row) =>
    columns.map((column) => {
      const own = known.filter(({ across, up }) => column.holds(across) && row.holds(up));
      return own.length === 0
        ? null
        : { mean: own.reduce((sum, { value }) => sum + value, 0) / own.length, count: own.length };
    }),
  );
  return { columns, rows, cells };
}

/** Each value by itself, or stretches of one length on the axis' scale. */
function binsOf(axis: PlotAxis, values: readonly number[]): readonly HeatBin[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (axis.categories !== null || distinct.length <= mostSingle)
    return distinct.map((value) => ({ label: valueText(axis, value), holds: (other) => other === value }));
  const { place, valueAt } = scaleOf(axis, distinct);
  return Array.from({ length: stretches }, (_, at) => {
    const [from, to] = [at / stretches, (at + 1) / stretches];
    const last = at === stretches - 1;
    return {
      label: `${short(axis, valueAt(from))}–${short(axis, valueAt(to))}`,
      // Ends are the values themselves, give or take rounding.
      holds: (value) => (at === 0 || place(value) >= from) && (last || place(value) < to),
    };
  });
}

function short(axis: PlotAxis, value: number): string {
  return valueText(axis, Number(value.toPrecision(2)));
}
