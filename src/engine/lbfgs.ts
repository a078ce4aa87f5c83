import type { Work } from "../base/work.ts";
import { arrayOf, numberOf, type PartState } from "./fitState.ts";
import { addScaled, differenceInto, dot, multiplyInto, scaleInto, weightedSquare } from "./kernels/vectors.ts";

/** L-BFGS: full batches, no learning rate. */
export interface LbfgsOptions {
  readonly kind: "lbfgs";
  /** How many of the latest steps shape the next one. */
  readonly history: number;
  /** Training ends when no component of the objective's gradient is larger. */
  readonly tolerance: number;
}

/** What a step was and what it changed: s = x′ − x, y = ∇f(x′) − ∇f(x). */
interface Pair {
  readonly step: Float32Array;
  readonly change: Float32Array;
  /** sᵀy */
  product: number;
  /** yᵀDy, D being the scale */
  square: number;
}

/** Below this cosine of s and y what they tell of the curvature is rounding. */
const smallestCosine = 1e-8;

/** The latest steps, and the direction that follows from them (Nocedal and Wright, 2006, algorithm 7.4). */
export class LbfgsHistory {
  readonly #size: number;
  readonly #most: number;
  readonly #scale: Float32Array | undefined;
  #pairs: Pair[] = [];

  /** With a `scale`, roughly the inverse of the Hessian's diagonal, parameters of unlike curvature are made alike. */
  constructor(size: number, most: number, scale?: Float32Array) {
    this.#size = size;
    this.#most = most;
    this.#scale = scale;
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  /** Takes in a step from `from` to `to`; one that tells nothing of the curvature is left out. */
  push(
    from: { readonly at: Float32Array; readonly gradient: Float64Array },
    to: { readonly at: Float32Array; readonly gradient: Float64Array },
  ): void {
    // The oldest pair's arrays are used again: the history may hold hundreds of megabytes.
    const oldest = this.#pairs.length === this.#most ? this.#pairs.shift() : undefined;
    const pair = oldest ?? {
      step: new Float32Array(this.#size),
      change: new Float32Array(this.#size),
      ...{ product: 0, square: 0 },
    };
    differenceInto(pair.step, to.at, from.at);
    differenceInto(pair.change, to.gradient, from.gradient);
    this.#add(pair);
  }

  /** −H·∇f by the two-loop recursion, H beginning as sᵀy/yᵀDy · D of the latest step, D being the scale or I. */
  *direction(gradient: Float64Array, into: Float64Array): Work<void> {
    scaleInto(into, -1, gradient);
    const factors: number[] = [];
    for (let index = this.#pairs.length - 1; index >= 0; index--) {
      const pair = this.#pairs[index];
      if (pair === undefined) continue;
      const factor = dot(pair.step, into) / pair.product;
      factors[index] = factor;
      addScaled(into, -factor, pair.change);
      yield;
    }
    const latest = this.#pairs.at(-1);
    if (this.#scale !== undefined) multiplyInto(into, this.#scale);
    if (latest !== undefined) scaleInto(into, latest.product / latest.square, into);
    for (const [index, { step, change, product }] of this.#pairs.entries()) {
      addScaled(into, (factors[index] ?? 0) - dot(change, into) / product, step);
      yield;
    }
  }

  state(): PartState {
    return {
      numbers: { pairs: this.#pairs.length },
      arrays: this.#pairs.flatMap(({ step, change }, index) => [
        { name: `step.${String(index)}`, values: step.slice() },
        { name: `change.${String(index)}`, values: change.slice() },
      ]),
    };
  }

  resume(state: PartState): void {
    this.clear();
    const count = Math.min(numberOf(state, "pairs"), this.#most);
    for (let index = 0; index < count; index++) {
      const copy = (kind: string): Float32Array =>
        Float32Array.from(arrayOf(state, `${kind}.${String(index)}`, this.#size));
      this.#add({ step: copy("step"), change: copy("change"), product: 0, square: 0 });
    }
  }

  #add(pair: Pair): void {
    const { step, change } = pair;
    pair.product = dot(step, change);
    const square = dot(change, change);
    pair.square = this.#scale === undefined ? square : weightedSquare(change, this.#scale);
    if (pair.product > smallestCosine * Math.sqrt(square * dot(step, step))) this.#pairs.push(pair);
  }
}
