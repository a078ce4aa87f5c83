import type { RandomStream } from "../../../src/base/random.ts";
import type { Engine } from "../../../src/engine/backend.ts";
import { integers, type KernelCase, read, room, tensor } from "./kernelCase.ts";

/** Features of each example; some share some, one is empty. */
const batches = [
  { rows: [[0]], features: 1, dimension: 4, classes: 2 },
  { rows: [[0, 3, 5], [], [3], [1, 2, 3, 4]], features: 6, dimension: 3, classes: 5 },
  { rows: [[2, 4, 6], [0, 1, 2, 3, 4, 5, 6], [2]], features: 7, dimension: 50, classes: 3 },
];

export const bagCases = batches.flatMap(({ rows, features, dimension, classes }) =>
  [true, false].flatMap((mean): KernelCase[] => {
    const shape = `${mean ? "mean" : "sum"} of ${rows.map((row) => row.length).join(" ")} of ${String(features)} features, ${String(dimension)} wide, ${String(classes)} classes`;
    const layOut = (engine: Engine, stream: RandomStream) => {
      const entries = rows.flat();
      let end = 0;
      const values = tensor(engine, stream, 1, entries.length);
      entries.forEach((_, at) => values.set(0, at, 1 + (at % 3)));
      const table = tensor(engine, stream, features, dimension);
      const output = tensor(engine, stream, classes, dimension);
      const hidden = tensor(engine, stream, 1, dimension);
      const logits = tensor(engine, stream, rows.length, classes);
      const batch = [
        integers(engine, [0, ...rows.map((row) => (end += row.length))]),
        integers(engine, entries),
        values.start,
        rows.length,
      ] as const;
      return { batch, table, output, hidden, logits };
    };
    return [
      {
        kernel: "bagForward",
        shape,
        run(engine, stream) {
          const { batch, table, output, hidden, logits } = layOut(engine, stream);
          const model = [table.start, table.stride, output.start, classes] as const;
          engine.kernels.bagForward(...batch, ...model, logits.start, logits.stride, hidden.start, mean);
          return [...logits.copy()];
        },
      },
      {
        kernel: "bagSteps",
        shape,
        run(engine, stream) {
          const { batch, table, output, hidden } = layOut(engine, stream);
          const labels = integers(
            engine,
            rows.map(() => stream.below(classes)),
          );
          const rates = tensor(engine, stream, 1, rows.length);
          rows.forEach((_, row) => rates.set(0, row, Math.fround(0.3 / (row + 1))));
          const gradient = tensor(engine, stream, 1, dimension);
          const probabilities = tensor(engine, stream, 1, classes);
          const squares = room(engine, 4);
          const lossSum = engine.kernels.bagSteps(
            ...batch,
            ...([labels, rates.start, table.start, table.stride, output.start, classes] as const),
            ...([hidden.start, gradient.start, probabilities.start, squares, mean] as const),
          );
          const { floats } = engine.memory;
          const sums =
            floats instanceof Float64Array
              ? [floats[squares] ?? NaN, floats[squares + 1] ?? NaN]
              : [...new Float64Array(floats.buffer, floats.byteOffset + 4 * squares, 2)];
          return [...read(table), ...read(output), lossSum, ...sums];
        },
      },
    ];
  }),
);
