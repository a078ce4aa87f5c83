import type { ActivationName } from "./activations.ts";
import type { Network } from "./network.ts";
import type { Tensor } from "./tensor.ts";

/** Shares of a layer's units in 0…1; absent where its activation knows no such units. */
export interface UnitFigures {
  readonly layer: string;
  /** Rectifiers: units whose output was above 0 for none of the examples. */
  readonly dead?: number;
  /** Bounded activations: units whose output was within 1 % of a bound, by the width of the range, for nine examples of ten. */
  readonly saturated?: number;
}

const saturatedShare = 0.9;
const rectifier = { kind: "rectifier" } as const;
const logistic = { kind: "bounded", low: 0.01, high: 0.99 } as const;
const symmetric = { kind: "bounded", low: -0.98, high: 0.98 } as const;
type Limits = typeof rectifier | typeof logistic | typeof symmetric;

const limits: Readonly<Partial<Record<ActivationName, Limits>>> = {
  relu: rectifier,
  leakyRelu: rectifier,
  elu: rectifier,
  selu: rectifier,
  gelu: rectifier,
  geluTanh: rectifier,
  silu: rectifier,
  mish: rectifier,
  sigmoid: logistic,
  hardSigmoid: logistic,
  tanh: symmetric,
  hardTanh: symmetric,
};

interface Watched {
  readonly layer: string;
  readonly limits: Limits;
  readonly value: Tensor;
  /** By unit: how many examples gave an output above 0, or near a bound. */
  readonly counts: Uint32Array;
}

/** Counts what units do while rows are evaluated, in some of the rows, so that it costs next to nothing. */
export class UnitTally {
  readonly #network: Network;
  readonly #every: number;
  readonly #watched: readonly Watched[];
  #examples = 0;

  /** @param activations by name of the layer, whose node is `<layer>.activation`. @param every which rows count: each so-manyth. */
  constructor(network: Network, activations: ReadonlyMap<string, ActivationName>, every: number) {
    this.#network = network;
    this.#every = every;
    this.#watched = [...activations].flatMap(([layer, activation]) => {
      const known = limits[activation];
      const node = network.layers.find(({ name }) => name === `${layer}.activation`);
      if (known === undefined || node === undefined) return [];
      const { value } = node.output;
      return [{ layer, limits: known, value, counts: new Uint32Array(value.columns) }];
    });
  }

  /** Takes in the `count` rows from row `first` on that the network has just computed. */
  add(first: number, count: number): void {
    const { order, engine } = this.#network;
    const { floats } = engine.memory;
    for (let row = 0; row < count; row++) {
      if ((first + (order[row] ?? 0)) % this.#every !== 0) continue;
      this.#examples++;
      for (const { value, counts, limits: known } of this.#watched) {
        const start = value.start + row * value.stride;
        if (known.kind === "rectifier") countAbove(floats, start, counts);
        else countNear(floats, start, counts, known.low, known.high);
      }
    }
  }

  figures(): readonly UnitFigures[] {
    const examples = this.#examples;
    if (examples === 0) return [];
    return this.#watched.map(({ layer, limits: known, counts }) => {
      const units = Math.max(1, counts.length);
      return known.kind === "rectifier"
        ? { layer, dead: counts.filter((above) => above === 0).length / units }
        : { layer, saturated: counts.filter((near) => near >= saturatedShare * examples).length / units };
    });
  }
}

function countAbove(values: Float32Array | Float64Array, start: number, counts: Uint32Array): void {
  for (let unit = 0; unit < counts.length; unit++)
    if ((values[start + unit] ?? 0) > 0) counts[unit] = (counts[unit] ?? 0) + 1;
}

function countNear(
  values: Float32Array | Float64Array,
  start: number,
  counts: Uint32Array,
  low: number,
  high: number,
): void {
  for (let unit = 0; unit < counts.length; unit++) {
    const value = values[start + unit] ?? 0;
    if (value < low || value > high) counts[unit] = (counts[unit] ?? 0) + 1;
  }
}
