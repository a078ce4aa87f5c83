import type { RandomStream } from "../../../src/base/random.ts";
import type { Engine } from "../../../src/engine/backend.ts";
import { partialCells } from "../../../src/engine/kernels/kernels.ts";
import { integers, type KernelCase, read, room, tensor } from "./kernelCase.ts";

const shapes = [
  [1, 1, 1],
  [1, 7, 4],
  [2, 3, 5],
  [3, 50, 20],
  [4, 8, 8],
  [7, 6, 12],
  [3, 5, 16],
  [5, 66, 100],
  [7, 130, 33],
  [8, 4, 112],
  [13, 9, 120],
] as const;

export const linearCases = shapes.flatMap(([rows, inputs, units]): KernelCase[] => {
  const shape = `${String(rows)}×${String(inputs)}×${String(units)}`;
  return [
    {
      kernel: "denseMultiply",
      shape,
      run(engine, stream) {
        const x = tensor(engine, stream, rows, inputs);
        const w = tensor(engine, stream, inputs, units);
        const out = tensor(engine, stream, rows, units);
        engine.kernels.denseMultiply(x.start, rows, inputs, x.stride, w.start, w.stride, out.start);
        return read(out);
      },
    },
    {
      kernel: "denseUpdate",
      shape,
      run(engine, stream) {
        const x = tensor(engine, stream, rows, inputs);
        const g = tensor(engine, stream, rows, units);
        const w = tensor(engine, stream, inputs, units);
        const squares = engine.kernels.denseUpdate(
          ...([x.start, rows, inputs, x.stride, g.start, g.stride, w.start, 0.1, 0.03] as const),
          room(engine, partialCells(inputs)),
        );
        return [...read(w), squares / (inputs * units)];
      },
    },
    ...[false, true].map((accumulate): KernelCase => ({
      kernel: "denseInputGradient",
      shape: `${shape}${accumulate ? ", added" : ""}`,
      run(engine, stream) {
        const g = tensor(engine, stream, rows, units);
        const w = tensor(engine, stream, inputs, units);
        const into = tensor(engine, stream, rows, inputs);
        engine.kernels.denseInputGradient(
          g.start,
          rows,
          g.stride,
          w.start,
          inputs,
          into.start,
          into.stride,
          accumulate,
        );
        return read(into);
      },
    })),
    {
      kernel: "finishLinear",
      shape,
      run(engine, stream) {
        const out = tensor(engine, stream, rows, units);
        const bias = tensor(engine, stream, 1, units);
        engine.kernels.finishLinear(out.start, rows, out.stride, 0.75, bias.start);
        return read(out);
      },
    },
  ];
});

/** Counts per position of a batch sorted longest first. */
const sequences = [
  { rows: 1, counts: [1, 1, 1], dimension: 5, units: 4 },
  { rows: 6, counts: [6, 4, 1, 0], dimension: 50, units: 20 },
  { rows: 9, counts: [9, 8, 7, 5, 3, 2, 1], dimension: 6, units: 100 },
  { rows: 4, counts: [0, 0], dimension: 3, units: 7 },
];

export const sequenceCases = sequences.flatMap(({ rows, counts, dimension, units }): KernelCase[] => {
  const shape = `${counts.join(" ")} tokens, ${String(dimension)}×${String(units)}`;
  const layOut = (engine: Engine, stream: RandomStream) => {
    const tokens = counts.reduce((sum, count) => sum + count, 0);
    return {
      tokens: tensor(engine, stream, Math.max(tokens, 1), dimension),
      counts: integers(engine, counts),
      w: tensor(engine, stream, counts.length * dimension, units),
      rowValues: tensor(engine, stream, rows, units),
    };
  };
  return [
    {
      kernel: "sequenceMultiply",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const { tokens, w, rowValues } = s;
        engine.kernels.sequenceMultiply(
          ...([tokens.start, s.counts, counts.length, dimension, tokens.stride] as const),
          ...([w.start, w.stride, rowValues.start, rows] as const),
        );
        return read(rowValues);
      },
    },
    {
      kernel: "sequenceUpdate",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const { tokens, w, rowValues } = s;
        const squares = engine.kernels.sequenceUpdate(
          ...([tokens.start, s.counts, counts.length, dimension, tokens.stride] as const),
          ...([rowValues.start, rowValues.stride, w.start, 0.2, room(engine, 2 * counts.length)] as const),
        );
        return [...read(w), squares / (dimension * units)];
      },
    },
  ];
});

export const gatherCases = [1, 4, 13].map((columns): KernelCase => ({
  kernel: "gatherRows",
  shape: `7 of 9 rows, ${String(columns)} columns`,
  run(engine, stream) {
    const table = tensor(engine, stream, 9, columns);
    const into = tensor(engine, stream, 7, columns);
    engine.kernels.gatherRows(integers(engine, [8, 0, 3, 3, 1, 8, 5]), 7, table.start, table.stride, into.start);
    return read(into);
  },
}));

/** Features of each row; several rows share some, and some rows are empty. */
const sparseBatches = [
  { rows: [[0]], features: 1, units: 4 },
  { rows: [[0, 3, 5], [], [3], [1, 2, 3, 4, 5, 6, 7]], features: 9, units: 3 },
  { rows: [[2, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10]], features: 11, units: 100 },
  { rows: [[], []], features: 5, units: 20 },
  // More than one block of features.
  { rows: [Array.from({ length: 130 }, (_, i) => i), [7, 64, 129]], features: 130, units: 5 },
];

export const sparseCases = sparseBatches.flatMap(({ rows, features, units }): KernelCase[] => {
  const shape = `rows of ${rows.map((row) => row.length).join(" ")} of ${String(features)} features, ${String(units)} units`;
  const layOut = (engine: Engine, stream: RandomStream) => {
    const entries = rows.flat();
    let end = 0;
    return {
      offsets: integers(engine, [0, ...rows.map((row) => (end += row.length))]),
      indices: integers(engine, [...entries, 0]),
      values: tensor(engine, stream, 1, entries.length + 1).start,
      heads: integers(engine, new Array<number>(features).fill(0)),
      next: integers(engine, [...entries, 0]),
      rowOf: integers(engine, [...entries, 0]),
      list: integers(engine, [...entries, 0].fill(0)),
      partials: room(engine, partialCells(entries.length)),
      w: tensor(engine, stream, features, units),
      rowValues: tensor(engine, stream, rows.length, units),
    };
  };
  const chained = (engine: Engine, s: ReturnType<typeof layOut>): number =>
    engine.kernels.sparseChain(s.offsets, s.indices, rows.length, s.heads, s.next, s.rowOf, s.list);
  return [
    {
      kernel: "sparseMultiply",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const { w, rowValues } = s;
        engine.kernels.sparseMultiply(s.offsets, s.indices, s.values, rows.length, w.start, w.stride, rowValues.start);
        return read(rowValues);
      },
    },
    {
      kernel: "sparseChain",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const count = chained(engine, s);
        const { integers: cells } = engine.memory;
        const parts = [s.list, s.next, s.rowOf].map((from) => [...cells.subarray(from, from + rows.flat().length)]);
        return [count, ...cells.subarray(s.heads, s.heads + features), ...parts.flat()];
      },
    },
    {
      kernel: "sparseUpdate",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const { w, rowValues } = s;
        const squares = engine.kernels.sparseUpdate(
          ...([s.list, chained(engine, s), s.values, rowValues.start, rowValues.stride] as const),
          ...([w.start, 0.3, s.heads, s.next, s.rowOf, s.partials] as const),
        );
        const heads = [...engine.memory.integers.subarray(s.heads, s.heads + features)];
        return [...read(w), squares / units, ...heads];
      },
    },
    {
      kernel: "sparseAdam",
      shape,
      run(engine, stream) {
        const s = layOut(engine, stream);
        const { w, rowValues } = s;
        const [mean, squares] = [0, 1].map(() => tensor(engine, stream, features, units));
        if (mean === undefined || squares === undefined) return [];
        // Means of squares, so that they have roots.
        for (let row = 0; row < features; row++)
          for (let j = 0; j < units; j++) squares.set(row, j, squares.get(row, j) ** 2);
        const sum = engine.kernels.sparseAdam(
          ...([s.list, chained(engine, s), s.values, rowValues.start, rowValues.stride] as const),
          ...([w.start, mean.start, squares.start, 0.05, 0.9, 0.99, 1e-8, 0.4] as const),
          ...([s.heads, s.next, s.rowOf, s.partials] as const),
        );
        const heads = [...engine.memory.integers.subarray(s.heads, s.heads + features)];
        return [...read(w), ...read(mean), ...read(squares), sum / units, ...heads];
      },
    },
  ];
});
