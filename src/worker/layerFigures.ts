import type { JsonNumber, LayerFigures } from "../experiment/metrics.ts";
import type { LayerGradient, LayerSummary, NamedArray, UnitFigures } from "../models/classifier.ts";

/** About how many numbers of a weight matrix are looked at, in evenly spread rows. */
const mostWeights = 2 ** 14;

/** What is known of the layers when an epoch has been evaluated. */
export interface LayerSources {
  readonly layers: readonly LayerSummary[];
  readonly parameters: readonly NamedArray[];
  /** The parameters an epoch earlier; none before the first. */
  readonly before: readonly NamedArray[] | null;
  readonly gradients: readonly LayerGradient[];
  readonly units: readonly UnitFigures[];
}

/** One entry for each layer that has weights, in their order. */
export function layerFigures({ layers, parameters, before, gradients, units }: LayerSources): LayerFigures[] {
  return layers.flatMap(({ name }) => {
    const weight = `${name}.weight`;
    const now = parameters.find((array) => array.name === weight);
    if (now === undefined) return [];
    const earlier = before?.find((array) => array.name === weight);
    const { norm, earlierNorm, change } = weightNorms(now, (earlier ?? now).values);
    const { slope, dead, saturated } = units.find(({ layer }) => layer === name) ?? {};
    // A layer's norm is a node of its own in the engine: hidden1, hidden1.norm.
    const own = gradients.filter(({ layer }) => layer === name || layer.startsWith(`${name}.`));
    return [
      {
        name,
        weightNorm: jsonNumber(norm),
        ...(own.length > 0 && { gradientNorm: jsonNumber(Math.sqrt(sumOf(own.map((each) => each.norm * each.norm)))) }),
        ...(earlier !== undefined && { updateRatio: earlierNorm > 0 ? jsonNumber(change / earlierNorm) : null }),
        ...(slope !== undefined && Number.isFinite(slope) && { slope }),
        ...(dead !== undefined && { dead }),
        ...(saturated !== undefined && { saturated }),
      },
    ];
  });
}

function weightNorms({ values: now, shape }: NamedArray, before: Float32Array) {
  const columns = Math.max(1, shape.at(-1) ?? 1);
  // Whole rows: every unit or class counts alike.
  const stride = columns * Math.max(1, Math.ceil(now.length / mostWeights));
  let squares = 0;
  let earlier = 0;
  let changes = 0;
  let looked = 0;
  for (let row = 0; row < now.length; row += stride) {
    for (let at = row; at < row + columns; at++) {
      const value = now[at] ?? 0;
      const old = before[at] ?? 0;
      squares += value * value;
      earlier += old * old;
      changes += (value - old) * (value - old);
    }
    looked += columns;
  }
  const scale = now.length / Math.max(1, looked);
  const norm = (sum: number): number => Math.sqrt(sum * scale);
  return { norm: norm(squares), earlierNorm: norm(earlier), change: norm(changes) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function jsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : null;
}
