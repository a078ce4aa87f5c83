import { expect, test } from "vitest";
import type { LabelledMatrix } from "../../../src/models/classifier.ts";
import { NetworkClassifier } from "../../../src/models/networkClassifier.ts";
import { allBackends } from "../engine/support.ts";

const rows = 24;
const columns = 3;
const data: LabelledMatrix = {
  features: {
    kind: "dense",
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, (_, at) => ((at * 37) % 19) / 9 - 1),
  },
  labels: Int32Array.from({ length: rows }, (_, row) => row % 3),
};

test("looking at units before and between epochs changes nothing that is learned, whatever the width", async () => {
  for (const backend of await allBackends())
    for (const units of [4, 5, 7])
      for (const activation of ["tanh", "sigmoid", "softplus", "relu"] as const) {
        const learned = (looking: boolean) => {
          const classifier = new NetworkClassifier({
            hidden: [
              { units, activation },
              { units, activation },
              { units, activation, residual: 1 },
            ],
            initializer: { kind: "xavierUniform" },
            ...{ input: data.features, classes: 3, seed: 1, backend, batchSize: 8 },
          });
          const look = (): void => {
            if (looking) classifier.evaluate(data, 0, rows, classifier.tallyUnits(1));
          };
          look();
          const fit = classifier.fit(data, {
            optimizer: { kind: "sgd", learningRate: 0.5 },
            ...{ epochs: 2, batchSize: 8, l2: 0.01, clipNorm: 0.5, seed: 1 },
          });
          const norms: number[] = [];
          for (const report of fit)
            if (report.kind === "step") norms.push(report.gradientNorm);
            else look();
          const parameters = classifier.parameters().map(({ values }) => [...values]);
          classifier.dispose();
          return { norms, parameters };
        };
        expect(learned(true), `${backend.flavour}, ${activation}, ${String(units)}`).toEqual(learned(false));
      }
});
