import { stepColumns } from "../protocol/frames.ts";
import type { RunWriter } from "./ports.ts";
import { Throttle } from "./throttle.ts";

const blockRows = 4096;
const flushMilliseconds = 500;
const mostRows = 1_000_000;

/** Every how many steps a row of steps.f32 is kept: 1 up to a million steps, then as few as keeps to a million rows. */
export function stepStride(steps: number): number {
  return Math.max(1, Math.ceil(steps / mostRows));
}

/** Gathers step rows in blocks for the run folder. */
export class StepLog {
  readonly #writer: RunWriter;
  readonly #stride: number;
  readonly #flushing: Throttle;
  readonly #block = new Float32Array(blockRows * stepColumns.length);
  #rows = 0;

  constructor(writer: RunWriter, stride: number, ticks: () => number) {
    this.#writer = writer;
    this.#stride = stride;
    this.#flushing = new Throttle(ticks, flushMilliseconds);
    this.#flushing.pass();
  }

  /** Whether the block should be written before more rows come. */
  get due(): boolean {
    return this.#rows === blockRows || (this.#rows > 0 && this.#flushing.pass());
  }

  append(step: number, row: readonly [number, number, number]): void {
    if ((step - 1) % this.#stride !== 0) return;
    this.#block.set(row, this.#rows * stepColumns.length);
    this.#rows++;
  }

  async flush(): Promise<void> {
    if (this.#rows === 0) return;
    const rows = this.#block.slice(0, this.#rows * stepColumns.length);
    this.#rows = 0;
    await this.#writer.steps(rows);
  }
}
