import type { Engine } from "../backend.ts";
import type { LinearSource } from "../inputs/input.ts";
import { partialCells } from "../kernels/kernels.ts";
import { Tensor } from "../tensor.ts";
import type { Layer, Parameter, ParameterUpdate, Signal, TouchedRows, Upstream } from "./layer.ts";

/** Pending scales are applied before rates divided by them could cost precision; a matter of step counts alone. */
const smallestScale = 2 ** -10;

/** What a linear layer is built from. */
export interface LinearOptions {
  /** An embedding bag is a linear layer without a bias. */
  readonly kind: "linear" | "embeddingBag";
  readonly name: string;
  readonly units: number;
  readonly source: LinearSource;
  /** Where the source's gradient goes; none for the network's input. */
  readonly upstream: Upstream | undefined;
  readonly batchSize: number;
  /** The address of a cell that holds 1. */
  readonly one: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Z = A·W + b (of an embedding bag A·W); ∂W = Aᵀ·G, ∂A = G·Wᵀ, ∂b = Σ rows of G, where G already carries 1/n. */
export class LinearLayer implements Layer {
  readonly kind: LinearOptions["kind"];
  readonly name: string;
  readonly output: Signal;
  readonly weight: Mutable<Parameter>;
  readonly bias: Mutable<Parameter>;
  readonly #engine: Engine;
  readonly #options: LinearOptions;
  /** Room for the bias's sum of squares. */
  readonly #partials: number;
  /** The true weights are scale × the stored ones (DEFINITIONS: sparse inputs). */
  #scale = 1;
  /** Whether the stored gradient of the weights is 0 everywhere. */
  #cleared = false;

  constructor(engine: Engine, options: LinearOptions) {
    const { memory } = engine;
    const { kind, name, units, source, batchSize } = options;
    this.kind = kind;
    this.name = name;
    this.#engine = engine;
    this.#options = options;
    const tensor = (rows: number): Tensor => new Tensor(memory, rows, units);
    this.output = { value: tensor(batchSize), gradient: tensor(batchSize) };
    const parameter = (part: string, rows: number, penalised: boolean): Parameter => ({
      name: `${name}.${part}`,
      value: tensor(rows),
      gradient: undefined,
      penalised,
    });
    this.weight = parameter("weight", source.columns, true);
    this.bias = parameter("bias", 1, false);
    this.#partials = memory.reserve(partialCells(1));
  }

  forward(rows: number): void {
    const { value } = this.output;
    this.#options.source.multiply(this.weight.value, value, rows);
    this.#engine.kernels.finishLinear(value.start, rows, value.stride, this.#scale, this.bias.value.start);
  }

  backward(rows: number, update: ParameterUpdate): number {
    const { upstream, source } = this.#options;
    const { kernels } = this.#engine;
    const g = this.output.gradient;
    const weights = this.weight.value;
    // Before the weights move: the input's gradient is taken at the weights that made the output.
    if (upstream !== undefined) {
      const into = upstream.signal.gradient;
      kernels.denseInputGradient(
        g.start,
        rows,
        g.stride,
        weights.start,
        source.columns,
        into.start,
        into.stride,
        upstream.accumulate,
      );
    }
    if (update.kind === "store") {
      const sparse = update.moveSparse === undefined ? undefined : source.gradientAt?.(g, rows);
      const squares =
        sparse === undefined ? this.#store(this.weight, rows) : (update.moveSparse?.(this.weight, sparse) ?? 0);
      return this.#biased ? squares + this.#store(this.bias, rows) : squares;
    }
    const squares = this.#descend(rows, update.rate, update.l2);
    return this.#biased ? squares + this.#updateBias(rows, this.bias.value, update.rate) : squares;
  }

  parameters(): readonly Parameter[] {
    return this.#biased ? [this.weight, this.bias] : [this.weight];
  }

  statistics(): readonly Parameter[] {
    return [];
  }

  keepGradients(moved?: (parameter: Parameter) => boolean): void {
    const { memory } = this.#engine;
    for (const parameter of this.parameters() as readonly Mutable<Parameter>[]) {
      if (moved?.(parameter) === true) continue;
      parameter.gradient ??= new Tensor(memory, parameter.value.rows, parameter.value.columns);
      if (parameter === this.weight) this.#options.source.keepTouched?.();
    }
    this.#cleared = false;
  }

  readsSparse(parameter: Parameter): boolean {
    return parameter === this.weight && this.#options.source.gradientAt !== undefined;
  }

  touchedRows(parameter: Parameter): TouchedRows | undefined {
    return parameter === this.weight ? this.#options.source.touched : undefined;
  }

  clearTouched(parameter: Parameter): void {
    const touched = this.touchedRows(parameter);
    const { gradient } = parameter;
    if (touched === undefined || gradient === undefined) return;
    this.#engine.kernels.clearRows(touched.list, touched.count, gradient.stride, gradient.start);
    this.#cleared = true;
  }

  pendingScale(parameter: Parameter): number {
    return parameter === this.weight ? this.#scale : 1;
  }

  resumeScale(parameter: Parameter, scale: number): void {
    if (parameter === this.weight) this.#scale = scale;
  }

  flush(): void {
    if (this.#scale !== 1) this.#applyScale(this.#scale);
  }

  reset(): void {
    this.#scale = 1;
  }

  get #biased(): boolean {
    return this.kind === "linear";
  }

  #descend(rows: number, rate: number, l2: number): number {
    const { source } = this.#options;
    const g = this.output.gradient;
    const weights = this.weight.value;
    if (!source.sparse || l2 === 0) return source.update(g, weights, rows, rate / this.#scale, l2);
    const scale = this.#scale * (1 - rate * l2);
    if (scale > smallestScale) this.#scale = scale;
    else this.#applyScale(scale);
    return source.update(g, weights, rows, rate / this.#scale, 0);
  }

  #applyScale(scale: number): void {
    const weights = this.weight.value;
    this.#engine.kernels.scale(weights.start, weights.cells(), scale);
    this.#scale = 1;
  }

  #store(parameter: Parameter, rows: number): number {
    const { gradient } = parameter;
    if (gradient === undefined) throw new Error(`${parameter.name} stores no gradient`);
    if (parameter === this.bias) {
      this.#engine.kernels.fill(gradient.start, gradient.cells(), 0);
      return this.#updateBias(rows, gradient, -1);
    }
    if (!this.#cleared) this.#engine.kernels.fill(gradient.start, gradient.cells(), 0);
    this.#cleared = false;
    return this.#options.source.update(this.output.gradient, gradient, rows, -1, 0);
  }

  /** A bias is a weight of an input that is always 1: one cell that every row reads. */
  #updateBias(rows: number, target: Tensor, rate: number): number {
    const g = this.output.gradient;
    const { kernels } = this.#engine;
    const { one } = this.#options;
    return kernels.denseUpdate(one, rows, 1, 0, g.start, g.stride, target.start, rate, 0, this.#partials);
  }
}
