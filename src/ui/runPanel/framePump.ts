import { type MetricFrame, stepColumns } from "../../protocol/frames.ts";

/** Frames that may wait for a slow screen before they are given up for a fresh series. */
const mostPending = 64;
const runsPerFrame = stepColumns.length * 3;

/**
 * Hands metric frames to one screen, the next after the last is painted. Frames that wait are joined; frames that
 * cannot wait any longer are dropped, which the screen sees as a gap in `seq` and answers by asking for the series.
 * `seq` counts what was handed to this screen, not what the producer made.
 */
export class FramePump {
  #pending: MetricFrame[] = [];
  #seq = 0;
  #generation = 0;
  #unpainted: number | null = null;

  /** Where a snapshot stands that is taken now. */
  get position(): { readonly generation: number; readonly seq: number } {
    return { generation: this.#generation, seq: this.#seq };
  }

  get isWaiting(): boolean {
    return this.#pending.length > 0;
  }

  offer(frame: MetricFrame): void {
    if (frame.header.generation < this.#generation) return;
    if (frame.header.generation > this.#generation) {
      this.#generation = frame.header.generation;
      this.#pending = [];
    }
    this.#pending.push(frame);
    if (this.#pending.length <= mostPending) return;
    this.#pending = [];
    this.#seq++;
  }

  /** The next frame to hand over, or null while the screen is busy or nothing waits. */
  next(): MetricFrame | null {
    const first = this.#pending[0];
    if (this.#unpainted !== null || first === undefined) return null;
    let taken = 1;
    while (taken < this.#pending.length && continues(this.#pending[taken - 1], this.#pending[taken])) taken++;
    this.#seq++;
    this.#unpainted = this.#seq;
    return joined(this.#pending.splice(0, taken), this.#seq);
  }

  /** The screen shows the frame; an answer to an older one says nothing. */
  painted(seq: number): void {
    if (this.#unpainted !== null && seq >= this.#unpainted) this.#unpainted = null;
  }

  /** The screen did not answer in time, or is a new one: nothing is awaited any more. */
  release(): void {
    this.#unpainted = null;
  }

  /** Renumbers a whole series for this screen; what waits and is part of it will not be sent again. */
  rebase(series: MetricFrame): MetricFrame {
    const { generation, seq } = series.header;
    if (generation >= this.#generation) {
      this.#generation = generation;
      this.#pending = this.#pending.filter(
        ({ header }) => header.generation > generation || (header.generation === generation && header.seq > seq),
      );
    }
    return { header: { ...series.header, seq: this.#seq }, values: series.values };
  }
}

function continues(before: MetricFrame | undefined, after: MetricFrame | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const { firstStep, count, stride, lastStep } = before.header;
  return (
    lastStep === undefined && after.header.stride === stride && after.header.firstStep === firstStep + count * stride
  );
}

/** Consecutive frames of one stride as one, every column's runs end to end. */
function joined(frames: readonly MetricFrame[], seq: number): MetricFrame {
  const [first] = frames;
  const last = frames.at(-1);
  if (first === undefined || last === undefined) throw new Error("invariant: no frames to join");
  if (frames.length === 1) return { header: { ...first.header, seq }, values: first.values };
  const count = frames.reduce((sum, { header }) => sum + header.count, 0);
  const values = new Float32Array(runsPerFrame * count);
  let offset = 0;
  for (let run = 0; run < runsPerFrame; run++)
    for (const { header, values: part } of frames) {
      values.set(new Float32Array(part, run * header.count * 4, header.count), offset);
      offset += header.count;
    }
  const { lastStep } = last.header;
  return {
    header: { ...first.header, seq, count, ...(lastStep !== undefined && { lastStep }) },
    values: values.buffer,
  };
}
