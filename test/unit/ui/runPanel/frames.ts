import { type MetricFrame, stepColumns } from "../../../../src/protocol/frames.ts";

const runs = stepColumns.length * 3;

/** A frame of stride-1 points whose value in run r at step s is 1000·r + s. */
export function frame(seq: number, firstStep: number, count: number, generation = 1): MetricFrame {
  const values = new Float32Array(runs * count);
  for (let run = 0; run < runs; run++)
    for (let at = 0; at < count; at++) values[run * count + at] = 1000 * run + firstStep + at;
  return { header: { generation, seq, firstStep, stride: 1, count }, values: values.buffer };
}

/** Whether every value of a frame is the one that `frame` would write. */
export function isWhole({ header, values }: MetricFrame): boolean {
  const { firstStep, count } = header;
  const numbers = new Float32Array(values);
  return (
    numbers.length === runs * count &&
    numbers.every((value, index) => value === 1000 * Math.floor(index / count) + firstStep + (index % count))
  );
}
