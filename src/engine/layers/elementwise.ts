import { type ActivationName, activations } from "../activations.ts";
import type { Engine } from "../backend.ts";
import type { Tensor } from "../tensor.ts";
import type { Upstream } from "./layer.ts";
import { PlainLayer } from "./plainLayer.ts";

/** A = f(Z), element by element; ∂Z = ∂A · f′. */
export class ActivationLayer extends PlainLayer {
  readonly #code: number;
  readonly #from: Tensor;
  readonly #upstream: Upstream | undefined;

  /** `from` is the value it reads; `upstream` takes the gradient, none for the network's input. */
  constructor(
    engine: Engine,
    name: string,
    batchSize: number,
    activation: ActivationName,
    from: Tensor,
    upstream: Upstream | undefined,
  ) {
    super(engine, name, batchSize, from.columns);
    this.#code = activations[activation].code;
    this.#from = from;
    this.#upstream = upstream;
  }

  forward(rows: number): void {
    const { value } = this.output;
    this.engine.kernels.activate(this.#code, this.#from.start, value.start, value.cells(rows));
  }

  backward(rows: number): number {
    const { value, gradient } = this.output;
    if (this.#upstream !== undefined) {
      const { signal, accumulate } = this.#upstream;
      this.#handBack(0, gradient.start, signal.gradient.start, value.cells(rows), accumulate);
    }
    return 0;
  }

  /**
   * The address of f′ at what `rows` rows from row `first` on were made of, in rows of this layer's width. They and the ones
   * that f′ is multiplied with take the room of two gradients: not to be called between forward and backward.
   */
  slopes(first: number, rows: number): number {
    const { gradient } = this.output;
    const into = this.#upstream?.signal.gradient.start ?? gradient.start;
    const cells = gradient.cells(rows);
    this.engine.kernels.fill(gradient.start, cells, 1);
    this.#handBack(first * gradient.stride, gradient.start, into, cells, false);
    // Padding included: a step writes what lies below the columns, and sums over what lies behind them too.
    if (into !== gradient.start) this.engine.kernels.fill(gradient.start, cells, 0);
    return into;
  }

  /** From `offset` cells on: into = (into +) gradient · f′. */
  #handBack(offset: number, gradient: number, into: number, cells: number, accumulate: boolean): void {
    this.engine.kernels.activationGradient(
      this.#code,
      this.#from.start + offset,
      this.output.value.start + offset,
      gradient,
      into,
      cells,
      accumulate,
    );
  }
}

/** The sum of several values of one shape, as residual connections need; each gets the whole gradient. */
export class SumLayer extends PlainLayer {
  readonly #from: readonly Tensor[];
  readonly #upstreams: readonly (Upstream | undefined)[];

  constructor(
    engine: Engine,
    name: string,
    batchSize: number,
    from: readonly Tensor[],
    upstreams: readonly (Upstream | undefined)[],
  ) {
    super(engine, name, batchSize, from[0]?.columns ?? 0);
    this.#from = from;
    this.#upstreams = upstreams;
  }

  forward(rows: number): void {
    const { value } = this.output;
    this.#from.forEach((from, index) => {
      this.engine.kernels.transfer(from.start, value.start, value.cells(rows), index > 0);
    });
  }

  backward(rows: number): number {
    const { gradient } = this.output;
    for (const upstream of this.#upstreams) {
      if (upstream === undefined) continue;
      const into = upstream.signal.gradient.start;
      this.engine.kernels.transfer(gradient.start, into, gradient.cells(rows), upstream.accumulate);
    }
    return 0;
  }
}
