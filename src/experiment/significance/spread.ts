import { sum } from "../confusion.ts";

export interface Spread {
  readonly mean: number;
  /** Sample deviation, √(Σ(x − mean)²/(n − 1)); null for a single value. */
  readonly deviation: number | null;
  readonly n: number;
}

/** Mean and sample deviation of at least one value. */
export function meanAndDeviation(values: readonly number[]): Spread {
  const n = values.length;
  const mean = sum(values) / n;
  if (n < 2) return { mean, deviation: null, n };
  return { mean, deviation: Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (n - 1)), n };
}
