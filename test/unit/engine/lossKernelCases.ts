import { losses } from "../../../src/engine/losses.ts";
import { integers, type KernelCase, read, tensor } from "./kernelCase.ts";

/** Every loss with weights, cross-entropy also smoothed, over small and large logits. */
export const lossGradientCases = Object.entries(losses).flatMap(([name, { code }]) =>
  [0, ...(name === "crossEntropy" ? [0.1, 0.9] : [])].flatMap((smoothing) =>
    [2, 3, 4, 9].flatMap((classes) =>
      [1, 30].map((size): KernelCase => ({
        kernel: "lossGradient",
        shape: `${name}, smoothing ${String(smoothing)}, ${String(classes)} classes, logits of ${String(size)}`,
        run(engine, stream) {
          const z = tensor(engine, stream, 6, classes);
          for (let row = 0; row < 6; row++) {
            for (let j = 0; j < classes; j++) z.set(row, j, Math.fround(z.get(row, j) * size));
          }
          const g = tensor(engine, stream, 6, classes);
          const weights = tensor(engine, stream, 1, classes);
          for (let j = 0; j < classes; j++) weights.set(0, j, Math.fround(0.2 + j / 2));
          const labels = integers(
            engine,
            Array.from({ length: 6 }, () => stream.below(classes)),
          );
          const batch = [z.start, 6, classes, z.stride, labels, g.start] as const;
          const sum = engine.kernels.lossGradient(code, ...batch, 1 / 6, weights.start, smoothing);
          return [...read(g), sum / size ** 2];
        },
      })),
    ),
  ),
);
