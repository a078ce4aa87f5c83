import type { Override } from "../overrides.ts";
import type { SweepRange, SweepSpec } from "../specSweep.ts";

/** One option that a sweep varies. */
export type Dimension = Choice | Range;

export interface Choice {
  readonly kind: "choice";
  readonly path: string;
  /** JSON values, at least one. */
  readonly values: readonly unknown[];
}

export interface Range extends SweepRange {
  readonly kind: "range";
  readonly path: string;
}

/** What a trial sets: a value for each dimension, in the order of the file. */
export type TrialSettings = readonly Override[];

/** The options that a sweep varies, in the order of the file. */
export function dimensionsOf({ over }: Pick<SweepSpec, "over">): readonly Dimension[] {
  return Object.entries(over).map(([path, values]) =>
    Array.isArray(values) ? { kind: "choice", path, values } : { kind: "range", path, ...values },
  );
}

/** The settings in the order in which they are put in place: what holds others before what lies in it. */
export function settingsInPlace(settings: TrialSettings): TrialSettings {
  const depth = ([path]: Override): number => path.split(".").length;
  return [...settings].sort((a, b) => depth(a) - depth(b));
}
