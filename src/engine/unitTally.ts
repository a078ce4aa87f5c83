import type { ActivationName } from "./activations.ts";
import { ActivationLayer } from "./layers/elementwise.ts";
import type { Network } from "./network.ts";

/** How a layer's activation answers, over the examples that were looked at; f′ is its derivative at what a unit read. */
export interface UnitFigures {
  readonly layer: string;
  /** Mean of |f′| over units and examples. */
  readonly slope: number;
  /** Rectifiers: share of units, 0…1, with f′ = 0 (|f′| ≤ 0.001) for every example. */
  readonly dead?: number;
  /** Bounded activations: share of pairs of unit and example, 0…1, with |f′| below a twentieth of its greatest value. */
  readonly saturated?: number;
}

/** Of curves that only come near to 0, a slope through which nothing is learned any more. */
const noSlope = 1e-3;
const lowSlope = 0.05;

const rectifiers: ReadonlySet<ActivationName> = new Set([
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "gelu",
  "geluTanh",
  "silu",
  "mish",
]);

/** The greatest |f′| of activations with two bounds. */
const greatestSlopes: Readonly<Partial<Record<ActivationName, number>>> = {
  sigmoid: 1 / 4,
  hardSigmoid: 1 / 6,
  tanh: 1,
  hardTanh: 1,
};

interface Watched {
  readonly layer: string;
  readonly node: ActivationLayer;
  readonly isRectifier: boolean;
  /** Slopes below it are low; 0 where none is. */
  readonly low: number;
  /** By unit: whether an example had a slope other than 0. */
  readonly alive: Uint8Array;
  sum: number;
  lowPairs: number;
}

/** Looks at slopes while rows are evaluated, in some of the rows, so that it costs little. */
export class UnitTally {
  readonly #network: Network;
  readonly #every: number;
  readonly #watched: readonly Watched[];
  #examples = 0;

  /** @param names by name of the layer, whose node is `<layer>.activation`. @param every which rows count: each so-manyth. */
  constructor(network: Network, names: ReadonlyMap<string, ActivationName>, every: number) {
    this.#network = network;
    this.#every = every;
    this.#watched = [...names].flatMap(([layer, name]) => {
      const node = network.layers.find((each) => each.name === `${layer}.activation`);
      if (!(node instanceof ActivationLayer)) return [];
      return [
        {
          layer,
          node,
          isRectifier: rectifiers.has(name),
          low: lowSlope * (greatestSlopes[name] ?? 0),
          alive: new Uint8Array(node.output.value.columns),
          sum: 0,
          lowPairs: 0,
        },
      ];
    });
  }

  /** Takes in the `count` rows from row `first` on that the network has just computed. */
  add(first: number, count: number): void {
    if (this.#every === 1) {
      this.#look(0, count);
      return;
    }
    const { order } = this.#network;
    for (let row = 0; row < count; row++) if ((first + (order[row] ?? 0)) % this.#every === 0) this.#look(row, 1);
  }

  /** At `count` rows of the batch from row `from` on. */
  #look(from: number, count: number): void {
    const { floats } = this.#network.engine.memory;
    this.#examples += count;
    for (const watched of this.#watched) {
      const { stride } = watched.node.output.value;
      const start = watched.node.slopes(from, count);
      for (let row = 0; row < count; row++) look(watched, floats, start + row * stride);
    }
  }

  figures(): readonly UnitFigures[] {
    const examples = this.#examples;
    if (examples === 0) return [];
    return this.#watched.map(({ layer, isRectifier, low, alive, sum, lowPairs }) => {
      const units = Math.max(1, alive.length);
      const pairs = units * examples;
      return {
        layer,
        slope: sum / pairs,
        ...(isRectifier && { dead: alive.filter((once) => once === 0).length / units }),
        ...(low > 0 && { saturated: lowPairs / pairs }),
      };
    });
  }
}

function look(watched: Watched, floats: Float32Array | Float64Array, start: number): void {
  const { low, alive } = watched;
  let { sum, lowPairs } = watched;
  for (let unit = 0; unit < alive.length; unit++) {
    const slope = Math.abs(floats[start + unit] ?? NaN);
    sum += slope;
    if (slope < low) lowPairs++;
    if (slope > noSlope) alive[unit] = 1;
  }
  watched.sum = sum;
  watched.lowPairs = lowPairs;
}
