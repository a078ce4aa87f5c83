import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { activations } from "../../../src/engine/activations.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { integers, type KernelCase, read, tensor } from "./kernelCase.ts";

export const activationCases = Object.entries(activations).flatMap(([name, { code }]): KernelCase[] => [
  {
    kernel: "activate",
    shape: name,
    run(engine, stream) {
      const z = tensor(engine, stream, 5, 13);
      const far = [0, -0, 20, -20, 90, -90, 1e4, -1e4, Infinity, -Infinity, 1e-5, 0.6249, 0.6251];
      far.forEach((value, column) => z.set(0, column, Math.fround(value)));
      const a = new Tensor(engine.memory, 5, 13);
      engine.memory.commit();
      engine.kernels.activate(code, z.start, a.start, z.cells());
      return read(a).map((value) => (Number.isFinite(value) ? value : value > 0 ? 1e9 : -1e9));
    },
  },
  ...[false, true].map((accumulate): KernelCase => ({
    kernel: "activationGradient",
    shape: `${name}${accumulate ? ", added" : ""}`,
    run(engine, stream) {
      const z = tensor(engine, stream, 5, 13);
      const a = new Tensor(engine.memory, 5, 13);
      const g = tensor(engine, stream, 5, 13);
      const into = tensor(engine, stream, 5, 13);
      // Twice as wide as the case before, to reach the flat parts; the values that the bends lie at among them.
      for (let row = 0; row < 5; row++) {
        for (let column = 0; column < 13; column++) z.set(row, column, Math.fround(z.get(row, column) * 2));
      }
      [0, -0, 1, -1, 3, -3, 12, -12, 40, -40, 100, -100].forEach((value, column) => z.set(0, column, value));
      engine.kernels.activate(code, z.start, a.start, z.cells());
      engine.kernels.activationGradient(code, z.start, a.start, g.start, into.start, a.cells(), accumulate);
      return read(into);
    },
  })),
]);

/** Steps over all rows, and over a list of some of them. */
export const optimizerCases = [false, true].flatMap((listed): KernelCase[] => {
  const rate = 0.1;
  const shared = [rate, 0.8, 0.02, 0.01] as const;
  const step = (
    kernel: keyof Kernels,
    shape: string,
    call: (
      kernels: Kernels,
      at: readonly [number, number, number, number, number],
      first: number,
      second: number,
    ) => void,
  ): KernelCase => ({
    kernel,
    shape: `${shape}${listed ? ", listed rows" : ""}`,
    run(engine, stream) {
      const [target, gradient, first, second] = [0, 1, 2, 3].map(() => tensor(engine, stream, 7, 9));
      if (target === undefined || gradient === undefined || first === undefined || second === undefined) return [];
      // Sums of squares are never negative.
      for (const state of [first, second])
        for (let at = 0; at < 63; at++)
          state.set(Math.floor(at / 9), at % 9, Math.abs(state.get(Math.floor(at / 9), at % 9)));
      target.set(2, 3, 0);
      const list = listed ? integers(engine, [5, 0, 2]) : 0;
      call(
        engine.kernels,
        [list, listed ? 3 : 7, target.stride, target.start, gradient.start],
        first.start,
        second.start,
      );
      return [target, gradient, first, second].flatMap(read);
    },
  });
  return [
    step("momentumStep", "plain", (kernels, at) => {
      kernels.momentumStep(...at, at[4], ...shared, 0, false);
    }),
    step("momentumStep", "heavy ball", (kernels, at, first) => {
      kernels.momentumStep(...at, first, ...shared, 0.9, false);
    }),
    step("momentumStep", "Nesterov", (kernels, at, first) => {
      kernels.momentumStep(...at, first, ...shared, 0.9, true);
    }),
    step("adagradStep", "7×9", (kernels, at, first) => {
      kernels.adagradStep(...at, first, ...shared, 1e-10);
    }),
    step("rmspropStep", "7×9", (kernels, at, first, second) => {
      kernels.rmspropStep(...at, first, second, ...shared, 0.99, 1e-8, 0.5);
    }),
    step("adamStep", "7×9", (kernels, at, first, second) => {
      kernels.adamStep(...at, first, second, ...shared, 0.9, 0.999, 1e-8, 0.3);
    }),
    step("clearRows", "7×9", (kernels, [list, rows, stride, target]) => {
      kernels.clearRows(list, rows, stride, target);
    }),
  ];
});

export const lossCases = [2, 3, 4, 9].flatMap((classes): KernelCase[] =>
  [1, 30, 1e4].map((size) => ({
    kernel: "softmaxCrossEntropy",
    shape: `${String(classes)} classes, logits of ${String(size)}`,
    run(engine, stream) {
      const z = tensor(engine, stream, 6, classes);
      for (let row = 0; row < 6; row++) {
        for (let j = 0; j < classes; j++) z.set(row, j, Math.fround(z.get(row, j) * size));
      }
      const g = tensor(engine, stream, 6, classes);
      const labels = integers(
        engine,
        Array.from({ length: 6 }, () => stream.below(classes)),
      );
      const sum = engine.kernels.softmaxCrossEntropy(z.start, 6, classes, z.stride, labels, g.start, 1 / 6);
      return [...read(g), sum / size];
    },
  })),
);

export const plainCases: readonly KernelCase[] = [
  {
    kernel: "fill",
    shape: "23",
    run(engine, stream) {
      const t = tensor(engine, stream, 1, 24);
      engine.kernels.fill(t.start, 23, 0.5);
      return read(t);
    },
  },
  {
    kernel: "scale",
    shape: "23",
    run(engine, stream) {
      const t = tensor(engine, stream, 1, 24);
      engine.kernels.scale(t.start, 23, -0.25);
      return read(t);
    },
  },
  ...[false, true].map((accumulate): KernelCase => ({
    kernel: "transfer",
    shape: accumulate ? "added" : "copied",
    run(engine, stream) {
      const from = tensor(engine, stream, 3, 5);
      const into = tensor(engine, stream, 3, 5);
      engine.kernels.transfer(from.start, into.start, from.cells(), accumulate);
      return read(into);
    },
  })),
  {
    kernel: "descend",
    shape: "3×5",
    run(engine, stream) {
      const target = tensor(engine, stream, 3, 5);
      const gradient = tensor(engine, stream, 3, 5);
      engine.kernels.descend(target.start, gradient.start, target.cells(), 0.1, 0.02);
      return read(target);
    },
  },
];
