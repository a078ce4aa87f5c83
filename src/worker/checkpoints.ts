import { packCheckpoint, type RunState } from "./checkpoint.ts";
import type { RunWriter } from "./ports.ts";

/** A better model is not in a checkpoint more often than that. */
const leastMilliseconds = 1_000;
/** Training stands still while its numbers are copied: at most this share of the time. */
const mostCopying = 0.02;
/** And the medium is busy with them at most this share of the time. */
const mostWriting = 0.25;

/**
 * Says when a run's state is worth a checkpoint and writes it beside training, which stands still only while the numbers
 * are copied. The clock decides when a checkpoint is made, never what is computed.
 */
export class Checkpoints {
  readonly #writer: Pick<RunWriter, "checkpoint">;
  readonly #ticks: () => number;
  readonly #told: (failure: string | null) => void;
  readonly #every: number;
  #next: number;
  #soonest: number;
  #isBetter = false;
  #writing: Promise<void> | undefined;

  /** @param every milliseconds between two. @param told why one could not be written, or that one was. */
  constructor(
    writer: Pick<RunWriter, "checkpoint">,
    options: {
      readonly every: number;
      readonly ticks: () => number;
      readonly told: (failure: string | null) => void;
    },
  ) {
    this.#writer = writer;
    this.#every = options.every;
    this.#ticks = options.ticks;
    this.#told = options.told;
    const now = options.ticks();
    this.#next = now + this.#every;
    this.#soonest = now + Math.min(this.#every, leastMilliseconds);
  }

  /** Training has found a better model: a checkpoint is due sooner. */
  better(): void {
    this.#isBetter = true;
  }

  get due(): boolean {
    if (this.#writing !== undefined) return false;
    return this.#ticks() >= (this.#isBetter ? this.#soonest : this.#next);
  }

  /** Takes a state, whose numbers must not change any more, and writes it while training goes on; null: there is none. */
  take(copy: () => RunState | null): void {
    const begun = this.#ticks();
    const state = copy();
    if (state === null) return;
    const { tensors, metadata } = packCheckpoint(state);
    const copied = this.#ticks();
    this.#isBetter = false;
    this.#writing = this.#writer
      .checkpoint(tensors, metadata)
      .then(
        () => {
          this.#told(null);
        },
        (error: unknown) => {
          this.#told(error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        const now = this.#ticks();
        const rest = Math.max((copied - begun) / mostCopying, (now - copied) / mostWriting);
        this.#soonest = now + Math.max(Math.min(this.#every, leastMilliseconds), rest);
        this.#next = now + Math.max(this.#every, rest);
        this.#writing = undefined;
      });
  }

  /** Settles when what was taken is written, or could not be. */
  async settle(): Promise<void> {
    await this.#writing;
  }
}
