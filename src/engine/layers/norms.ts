import type { Engine } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import type { Parameter, ParameterUpdate, TrainingPoint, Upstream } from "./layer.ts";
import { PlainLayer } from "./plainLayer.ts";

interface NormOptions {
  readonly name: string;
  readonly batchSize: number;
  /** Added to the variance. */
  readonly epsilon: number;
  readonly from: Tensor;
  readonly upstream: Upstream | undefined;
}

/** Gain and bias by column over normalised values: A = gain ∘ normal + bias. */
export abstract class NormLayer extends PlainLayer {
  protected readonly options: NormOptions;
  protected readonly gain: Parameter & { readonly gradient: Tensor };
  protected readonly bias: Parameter & { readonly gradient: Tensor };
  protected readonly normal: Tensor;

  protected constructor(engine: Engine, options: NormOptions) {
    const { name, batchSize, from } = options;
    super(engine, name, batchSize, from.columns);
    this.options = options;
    this.gain = this.vector("gain");
    this.bias = this.vector("bias");
    this.normal = new Tensor(engine.memory, batchSize, from.columns);
  }

  override parameters(): readonly Parameter[] {
    return [this.gain, this.bias];
  }

  /** Gain 1 and bias 0: the layer only normalises. */
  initialise(): void {
    const { columns } = this.gain.value;
    this.gain.value.load(new Float32Array(columns).fill(1));
    this.bias.value.load(new Float32Array(columns));
  }

  backward(rows: number, update: ParameterUpdate): number {
    const { kernels } = this.engine;
    const { gradient } = this.output;
    const { gain, bias } = this;
    const squares = kernels.normParameterGradients(
      gradient.start,
      this.normal.start,
      rows,
      gradient.stride,
      gain.gradient.start,
      bias.gradient.start,
    );
    const { upstream } = this.options;
    // Before the gain moves: the input's gradient is taken at the gain that made the output.
    if (upstream !== undefined) this.handBack(rows, upstream);
    if (update.kind === "descend") {
      for (const { value, gradient: slope } of [gain, bias])
        kernels.descend(value.start, slope.start, value.cells(), update.rate, 0);
    }
    return squares;
  }

  /** Writes the input's gradient; those of gain and bias are known. */
  protected abstract handBack(rows: number, upstream: Upstream): void;

  /** A row of numbers, one for each column. */
  protected vector(kind: string): Parameter & { readonly gradient: Tensor } {
    const { memory } = this.engine;
    const tensor = (): Tensor => new Tensor(memory, 1, this.output.value.columns);
    return { name: `${this.name}.${kind}`, value: tensor(), gradient: tensor(), penalised: false };
  }
}

/** Every row less its mean over its deviation (Ba, Kiros and Hinton, 2016; torch.nn.LayerNorm). */
export class LayerNormLayer extends NormLayer {
  readonly #inverse: number;

  constructor(engine: Engine, options: NormOptions) {
    super(engine, options);
    this.#inverse = engine.memory.reserve(options.batchSize);
  }

  forward(rows: number): void {
    const { from, epsilon } = this.options;
    this.engine.kernels.normaliseRows(
      ...([from.start, rows, from.columns, from.stride, epsilon] as const),
      ...([this.gain.value.start, this.bias.value.start] as const),
      ...([this.normal.start, this.#inverse, this.output.value.start] as const),
    );
  }

  protected override handBack(rows: number, { signal, accumulate }: Upstream): void {
    const { gradient } = this.output;
    this.engine.kernels.rowNormGradient(
      ...([gradient.start, rows, gradient.columns, gradient.stride, this.gain.value.start] as const),
      ...([this.normal.start, this.#inverse, signal.gradient.start, accumulate] as const),
    );
  }
}

interface BatchNormOptions extends NormOptions {
  /** What share of the running statistics a batch replaces. */
  readonly momentum: number;
}

/**
 * Every column less its mean over its deviation, of the batch in training, running ones in evaluation (Ioffe and Szegedy,
 * 2015; torch.nn.BatchNorm1d). A batch of one row has no deviation: it is trained on with the running statistics, which
 * it leaves as they are.
 */
export class BatchNormLayer extends NormLayer {
  readonly #momentum: number;
  readonly #runningMean: Parameter;
  readonly #runningVariance: Parameter;
  readonly #mean: Tensor;
  readonly #inverse: Tensor;
  #ofBatch = false;

  constructor(engine: Engine, options: BatchNormOptions) {
    super(engine, options);
    this.#momentum = options.momentum;
    this.#runningMean = this.vector("runningMean");
    this.#runningVariance = this.vector("runningVariance");
    this.#mean = new Tensor(engine.memory, 1, options.from.columns);
    this.#inverse = new Tensor(engine.memory, 1, options.from.columns);
  }

  override statistics(): readonly Parameter[] {
    return [this.#runningMean, this.#runningVariance];
  }

  override initialise(): void {
    super.initialise();
    const { columns } = this.gain.value;
    this.#runningMean.value.load(new Float32Array(columns));
    this.#runningVariance.value.load(new Float32Array(columns).fill(1));
  }

  forward(rows: number, training?: TrainingPoint): void {
    const { kernels } = this.engine;
    const { from, epsilon } = this.options;
    const runningMean = this.#runningMean.value;
    const runningVariance = this.#runningVariance.value;
    this.#ofBatch = training !== undefined && rows > 1;
    if (this.#ofBatch) {
      kernels.columnStatistics(
        ...([from.start, rows, from.stride, epsilon, this.#mean.start, this.#inverse.start] as const),
        ...([runningMean.start, runningVariance.start, this.#momentum] as const),
      );
    } else {
      kernels.inverseDeviation(runningVariance.start, runningVariance.cells(), epsilon, this.#inverse.start);
    }
    kernels.normaliseColumns(
      ...([from.start, rows, from.stride] as const),
      ...([this.#ofBatch ? this.#mean.start : runningMean.start, this.#inverse.start] as const),
      ...([this.gain.value.start, this.bias.value.start, this.normal.start, this.output.value.start] as const),
    );
  }

  protected override handBack(rows: number, { signal, accumulate }: Upstream): void {
    const { gradient } = this.output;
    this.engine.kernels.columnNormGradient(
      ...([gradient.start, rows, gradient.stride, this.gain.value.start] as const),
      ...([this.normal.start, this.#inverse.start] as const),
      ...([this.gain.gradient.start, this.bias.gradient.start] as const),
      ...([this.#ofBatch ? 1 / rows : 0, signal.gradient.start, accumulate] as const),
    );
  }
}
