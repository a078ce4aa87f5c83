import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { selectBackend } from "../../../src/engine/backend.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { encodeNpy } from "../../../src/platform/npy.ts";
import type { PreparedExperiment } from "./prepare.ts";

/** Writes what a peer needs to train the very network: features, labels, split, initial weights and batch order. */
export async function writeArraysForPeer(folder: string, prepared: PreparedExperiment): Promise<void> {
  await mkdir(folder, { recursive: true });
  const save = async (name: string, shape: readonly number[], values: Float32Array | Int32Array): Promise<void> => {
    await writeFile(join(folder, `${name}.npy`), Buffer.concat(encodeNpy(shape, values)));
  };
  const { experiment, table, train } = prepared;
  for (const split of ["train", "validation"] as const) {
    const { features, labels } = prepared[split];
    for (const { name, shape, values } of arraysOf(features)) {
      await save(name === "table" ? name : `${split}.${name}`, shape, values);
    }
    await save(`${split}.labels`, [labels.length], labels);
  }
  const { model, training } = experiment;
  const { batchSize = train.features.rows, epochs, seed, l2, optimizer } = training;
  const learningRate = optimizer.kind === "lbfgs" ? {} : { learningRate: optimizer.learningRate };
  // Initial weights and orders do not depend on the kernels, so that the reference serves.
  const classifier = createClassifier({
    model,
    input: train.features,
    classes: table.classes.length,
    seed,
    backend: selectBackend({}, { force: "reference" }),
    batchSize,
  });
  for (const { name, shape, values } of classifier.parameters()) {
    const layer = name.startsWith("output") ? classifier.layers.length - 1 : Number(/\d+/.exec(name)?.[0]) - 1;
    await save(`${shape.length === 2 ? "weight" : "bias"}${String(layer)}`, shape, values);
  }
  const { rows, columns, kind } = train.features;
  const orders = new Int32Array(epochs * rows);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
    orders.set(order, (epoch - 1) * rows);
  }
  await save("order", [epochs, rows], orders);
  const activations = model.kind === "network" ? model.hidden.map(({ activation }) => activation) : [];
  const meta = { kind, columns, activations, batchSize, l2, ...learningRate };
  await writeFile(join(folder, "meta.json"), JSON.stringify(meta, null, 2));
}

interface PeerArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

function arraysOf(matrix: Matrix): readonly PeerArray[] {
  const integers = (name: string, values: Uint32Array): PeerArray => ({
    name,
    shape: [values.length],
    values: Int32Array.from(values),
  });
  switch (matrix.kind) {
    case "dense":
      return [{ name: "values", shape: [matrix.rows, matrix.columns], values: matrix.values }];
    case "csr":
      return [
        integers("offsets", matrix.offsets),
        integers("indices", matrix.indices),
        { name: "values", shape: [matrix.values.length], values: matrix.values },
      ];
    case "sequence":
      return [
        integers("offsets", matrix.offsets),
        integers("ids", matrix.ids),
        { name: "table", shape: [matrix.table.rows, matrix.table.columns], values: matrix.table.values },
      ];
  }
}
