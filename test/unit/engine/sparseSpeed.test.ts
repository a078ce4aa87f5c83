import { expect, it } from "vitest";
import type { CsrMatrix, Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { Network } from "../../../src/engine/network.ts";
import { Fit } from "../../../src/engine/trainer.ts";
import { allBackends, asDense, randomLabels } from "./support.ts";

/** Ten of 4,000 columns in every row. */
function tenARow(stream: RandomStream, rows: number): CsrMatrix {
  const columns = 4000;
  const indices = Uint32Array.from({ length: rows * 10 }, (_, at) => (at % 10) * 400 + stream.below(400));
  return {
    ...{ kind: "csr", rows, columns, indices },
    offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => row * 10),
    values: Float32Array.from(indices, () => stream.normal()),
  };
}

it("trains on sparse features at least ten times as fast as on the same written out", async () => {
  const backend = (await allBackends()).at(-1);
  if (backend === undefined) throw new Error("no backend");
  const stream = new RandomStream(4, "sparse speed");
  const sparse = tenARow(stream, 400);
  const labels = randomLabels(stream, sparse.rows, 3);
  const least = (features: Matrix, epochs: number): number => {
    const network = new Network({
      spec: {
        nodes: [
          { kind: "linear", name: "one", from: "input", units: 32 },
          { kind: "activation", name: "a", from: "one", activation: "relu" },
          { kind: "linear", name: "output", from: "a", units: 3 },
        ],
        output: "output",
        loss: "crossEntropy",
      },
      input: features,
      batchSize: 20,
      backend,
    });
    network.initialise({ kind: "xavierUniform" }, 1);
    const fit = new Fit(
      network,
      { features, labels },
      {
        ...{ optimizer: { kind: "sgd", learningRate: 0.1 }, l2: 0.001, batchSize: 20, epochs, seed: 1 },
      },
    );
    let began = performance.now();
    let shortest = Infinity;
    for (const { kind } of fit.reports()) {
      if (kind !== "epoch") continue;
      // Other work on the machine only ever slows, so that the shortest epoch tells most.
      shortest = Math.min(shortest, performance.now() - began);
      began = performance.now();
    }
    return shortest;
  };
  const ofDense = least(asDense(sparse), 6);
  // Epochs of a millisecond: among many one meets a quiet moment on a busy machine too.
  const ofSparse = least(sparse, 150);
  expect(ofDense / ofSparse).toBeGreaterThan(10);
});
