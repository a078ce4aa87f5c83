import { invariant } from "../../base/assert.ts";
import type { DenseMatrix, Matrix } from "../../base/matrix.ts";
import type { Engine } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import { inOrder, TensorSource } from "./sources.ts";

/** A batch of dense rows. */
export class DenseBatch extends TensorSource {
  readonly order: Uint32Array;
  readonly tensor: Tensor;
  readonly #engine: Engine;

  constructor(engine: Engine, like: DenseMatrix, batchSize: number) {
    const tensor = new Tensor(engine.memory, batchSize, like.columns);
    super(engine, tensor);
    this.#engine = engine;
    this.tensor = tensor;
    this.order = inOrder(batchSize);
  }

  fill(features: Matrix, rowIds: Uint32Array, from: number, count: number): void {
    invariant(features.kind === "dense" && features.columns === this.columns, "features of another kind or width");
    const { columns, values } = features;
    const { floats } = this.#engine.memory;
    for (let row = 0; row < count; row++) {
      const source = (rowIds[from + row] ?? 0) * columns;
      const target = this.tensor.start + row * this.tensor.stride;
      for (let column = 0; column < columns; column++) floats[target + column] = values[source + column] ?? NaN;
    }
  }
}
