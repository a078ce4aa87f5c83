import { integers, type KernelCase, read, room, tensor } from "./kernelCase.ts";

/** Input rows of each centre, and how many words stand around it. */
const batches = [
  { rows: [[0]], around: [1], dimension: 4, negatives: 1 },
  { rows: [[1], [0], [1]], around: [2, 0, 1], dimension: 10, negatives: 5 },
  { rows: [[0, 3, 5, 5], [2, 4], [3]], around: [3, 1, 2], dimension: 100, negatives: 3 },
];

export const skipGramCases = batches.map(({ rows, around, dimension, negatives }): KernelCase => ({
  kernel: "skipGramSteps",
  shape: `${rows.map((row) => row.length).join(" ")} rows, ${around.join(" ")} pairs, ${String(dimension)} wide, ${String(negatives)} negatives`,
  run(engine, stream) {
    const outputs = 6;
    const ends = (counts: readonly number[]): number[] => {
      let end = 0;
      return [0, ...counts.map((count) => (end += count))];
    };
    const input = tensor(engine, stream, 6, dimension);
    const output = tensor(engine, stream, outputs, dimension);
    const rates = tensor(engine, stream, 1, rows.length);
    rows.forEach((_, at) => rates.set(0, at, Math.fround(0.05 / (at + 1))));
    const rowOffsets = integers(engine, ends(rows.map((row) => row.length)));
    const rowList = integers(engine, rows.flat());
    const pairOffsets = integers(engine, ends(around));
    const pairs = around.reduce((sum, count) => sum + count, 0);
    const targets = integers(
      engine,
      Array.from({ length: pairs * (negatives + 1) }, () => stream.below(outputs)),
    );
    const [hidden, gradient] = [room(engine, input.stride), room(engine, input.stride)];
    const lossSum = engine.kernels.skipGramSteps(
      ...([rowOffsets, rowList, pairOffsets, targets, negatives, rates.start, rows.length] as const),
      ...([input.start, output.start, input.stride, hidden, gradient] as const),
    );
    return [...read(input), ...read(output), lossSum];
  },
}));
