import type { Engine } from "../backend.ts";
import { partialCells } from "../kernels/kernels.ts";
import type { Tensor } from "../tensor.ts";

/** A dense tensor as the source of a linear layer. */
export class TensorSource {
  readonly sparse = false;
  readonly #engine: Engine;
  readonly #values: Tensor;
  readonly #partials: number;

  constructor(engine: Engine, values: Tensor) {
    this.#engine = engine;
    this.#values = values;
    this.#partials = engine.memory.reserve(partialCells(values.columns));
  }

  get columns(): number {
    return this.#values.columns;
  }

  multiply(weights: Tensor, into: Tensor, rows: number): void {
    const x = this.#values;
    this.#engine.kernels.denseMultiply(x.start, rows, x.columns, x.stride, weights.start, weights.stride, into.start);
  }

  update(gradient: Tensor, target: Tensor, rows: number, rate: number, l2: number): number {
    const x = this.#values;
    return this.#engine.kernels.denseUpdate(
      x.start,
      rows,
      x.columns,
      x.stride,
      gradient.start,
      gradient.stride,
      target.start,
      rate,
      l2,
      this.#partials,
    );
  }
}

/** The order of rows 0, 1, 2 …. */
export function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
