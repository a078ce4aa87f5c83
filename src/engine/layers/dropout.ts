import { RandomStream } from "../../base/random.ts";
import type { Engine } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import type { TrainingPoint, Upstream } from "./layer.ts";
import { PlainLayer } from "./plainLayer.ts";

interface DropoutOptions {
  readonly name: string;
  readonly batchSize: number;
  /** The share of values that become 0 in training, at least 0 and below 1. */
  readonly rate: number;
  readonly from: Tensor;
  readonly upstream: Upstream | undefined;
}

/**
 * A = m ∘ Z / (1 − rate) in training, where each m is 0 with probability `rate`, else 1; A = Z in evaluation (Srivastava
 * et al., 2014, inverted). A mask depends on seed, layer and step alone, so that nothing has to be remembered.
 */
export class DropoutLayer extends PlainLayer {
  readonly #options: DropoutOptions;
  readonly #mask: Tensor;

  constructor(engine: Engine, options: DropoutOptions) {
    const { name, batchSize, from } = options;
    super(engine, name, batchSize, from.columns);
    this.#options = options;
    this.#mask = new Tensor(engine.memory, batchSize, from.columns);
  }

  forward(rows: number, training?: TrainingPoint): void {
    const { kernels } = this.engine;
    const { rate, from } = this.#options;
    const { value } = this.output;
    const cells = value.cells(rows);
    if (training === undefined) {
      kernels.transfer(from.start, value.start, cells, false);
      return;
    }
    const stream = new RandomStream(training.seed, `dropout/${this.name}/${String(training.step)}`);
    const [key0, key1] = stream.state().key;
    const threshold = Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
    kernels.dropoutMask(this.#mask.start, cells, key0, key1, threshold, 1 / (1 - rate));
    kernels.multiply(from.start, this.#mask.start, value.start, cells, false);
  }

  backward(rows: number): number {
    const { upstream } = this.#options;
    if (upstream === undefined) return 0;
    const { gradient } = this.output;
    this.engine.kernels.multiply(
      gradient.start,
      this.#mask.start,
      upstream.signal.gradient.start,
      gradient.cells(rows),
      upstream.accumulate,
    );
    return 0;
  }
}
