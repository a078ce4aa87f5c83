import { Tensor } from "../../../src/engine/tensor.ts";
import { type KernelCase, read, tensor } from "./kernelCase.ts";

const shapes = [
  [1, 1],
  [2, 3],
  [5, 8],
  [7, 33],
  [32, 100],
] as const;

export const dropoutCases: readonly KernelCase[] = [
  ...[0, 0.1, 0.5, 0.999].map((rate): KernelCase => ({
    kernel: "dropoutMask",
    shape: `rate ${String(rate)}`,
    run(engine, stream) {
      const mask = new Tensor(engine.memory, 9, 37);
      engine.memory.commit();
      engine.kernels.dropoutMask(
        ...([mask.start, mask.cells(), stream.uint32(), stream.uint32()] as const),
        ...([Math.round(rate * 2 ** 32), 1 / (1 - rate)] as const),
      );
      return read(mask);
    },
  })),
  ...[1, 2].flatMap((words) =>
    shapes.map(([rows, columns]): KernelCase => ({
      kernel: "uniformRows",
      shape: `${String(rows)}×${String(columns)}, ${String(words)} a number`,
      run(engine, stream) {
        const into = tensor(engine, stream, rows, columns);
        engine.kernels.uniformRows(
          ...([into.start, rows, columns, into.stride, stream.uint32(), stream.uint32()] as const),
          ...([words === 1 ? 1 : 2, 0.3, 7] as const),
        );
        return read(into);
      },
    })),
  ),
  ...[false, true].map((accumulate): KernelCase => ({
    kernel: "multiply",
    shape: accumulate ? "added" : "written",
    run(engine, stream) {
      const a = tensor(engine, stream, 3, 7);
      const b = tensor(engine, stream, 3, 7);
      const into = tensor(engine, stream, 3, 7);
      engine.kernels.multiply(a.start, b.start, into.start, into.cells(), accumulate);
      return read(into);
    },
  })),
];

export const normCases = shapes.flatMap(([rows, columns]): KernelCase[] => {
  const shape = `${String(rows)}×${String(columns)}`;
  const epsilon = 0.01;
  return [
    {
      kernel: "normaliseRows",
      shape,
      run(engine, stream) {
        const x = tensor(engine, stream, rows, columns);
        // What lies in the padding of an activation must not count.
        for (let row = 0; row < rows; row++) for (let j = columns; j < x.stride; j++) x.set(row, j, 0.5);
        const [gain, bias] = [tensor(engine, stream, 1, columns), tensor(engine, stream, 1, columns)];
        const [normal, out] = [tensor(engine, stream, rows, columns), tensor(engine, stream, rows, columns)];
        const inverse = tensor(engine, stream, 1, rows);
        engine.kernels.normaliseRows(
          ...([x.start, rows, columns, x.stride, epsilon, gain.start, bias.start] as const),
          ...([normal.start, inverse.start, out.start] as const),
        );
        return [...read(normal), ...read(inverse), ...read(out)];
      },
    },
    {
      kernel: "columnStatistics",
      shape,
      run(engine, stream) {
        const count = rows + 1;
        const x = tensor(engine, stream, count, columns);
        const [mean, inverse] = [tensor(engine, stream, 1, columns), tensor(engine, stream, 1, columns)];
        const [runningMean, runningVariance] = [tensor(engine, stream, 1, columns), tensor(engine, stream, 1, columns)];
        engine.kernels.columnStatistics(
          ...([x.start, count, x.stride, epsilon, mean.start, inverse.start] as const),
          ...([runningMean.start, runningVariance.start, 0.1] as const),
        );
        return [mean, inverse, runningMean, runningVariance].flatMap(read);
      },
    },
    {
      kernel: "inverseDeviation",
      shape,
      run(engine, stream) {
        const variance = tensor(engine, stream, 1, columns);
        for (let j = 0; j < columns; j++) variance.set(0, j, Math.abs(variance.get(0, j)));
        const inverse = tensor(engine, stream, 1, columns);
        engine.kernels.inverseDeviation(variance.start, variance.stride, epsilon, inverse.start);
        return read(inverse);
      },
    },
    {
      kernel: "normaliseColumns",
      shape,
      run(engine, stream) {
        const x = tensor(engine, stream, rows, columns);
        const [mean, inverse, gain, bias] = [0, 1, 2, 3].map(() => tensor(engine, stream, 1, columns).start);
        const [normal, out] = [tensor(engine, stream, rows, columns), tensor(engine, stream, rows, columns)];
        if (mean === undefined || inverse === undefined || gain === undefined || bias === undefined) return [];
        engine.kernels.normaliseColumns(
          ...([x.start, rows, x.stride, mean, inverse, gain, bias, normal.start, out.start] as const),
        );
        return [...read(normal), ...read(out)];
      },
    },
    {
      kernel: "normParameterGradients",
      shape,
      run(engine, stream) {
        const [g, normal] = [tensor(engine, stream, rows, columns), tensor(engine, stream, rows, columns)];
        const [gain, bias] = [tensor(engine, stream, 1, columns), tensor(engine, stream, 1, columns)];
        const squares = engine.kernels.normParameterGradients(
          ...([g.start, normal.start, rows, g.stride, gain.start, bias.start] as const),
        );
        return [...read(gain), ...read(bias), squares / (rows * columns)];
      },
    },
    ...[false, true].flatMap((accumulate): KernelCase[] => [
      {
        kernel: "rowNormGradient",
        shape: `${shape}${accumulate ? ", added" : ""}`,
        run(engine, stream) {
          const [g, normal, into] = [0, 1, 2].map(() => tensor(engine, stream, rows, columns));
          const [gain, inverse] = [tensor(engine, stream, 1, columns), tensor(engine, stream, 1, rows)];
          if (g === undefined || normal === undefined || into === undefined) return [];
          engine.kernels.rowNormGradient(
            ...([g.start, rows, columns, g.stride, gain.start, normal.start, inverse.start] as const),
            ...([into.start, accumulate] as const),
          );
          return read(into);
        },
      },
      {
        kernel: "columnNormGradient",
        shape: `${shape}${accumulate ? ", added" : ""}`,
        run(engine, stream) {
          const [g, normal, into] = [0, 1, 2].map(() => tensor(engine, stream, rows, columns));
          const [gain, inverse, ofGain, ofBias] = [0, 1, 2, 3].map(() => tensor(engine, stream, 1, columns).start);
          if (g === undefined || normal === undefined || into === undefined) return [];
          if (gain === undefined || inverse === undefined || ofGain === undefined || ofBias === undefined) return [];
          engine.kernels.columnNormGradient(
            ...([g.start, rows, g.stride, gain, normal.start, inverse, ofGain, ofBias] as const),
            ...([1 / rows, into.start, accumulate] as const),
          );
          return read(into);
        },
      },
    ]),
  ];
});
