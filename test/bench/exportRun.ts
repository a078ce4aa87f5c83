/**
 * Writes what a peer needs to train the very network of an experiment: features, labels, split, initial weights and batch order.
 *
 * Usage: node test/bench/exportRun.ts EXPERIMENT FOLDER [path=value]…   (Node 22 or newer, which reads TypeScript as it is)
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Matrix } from "../../src/base/matrix.ts";
import { RandomStream } from "../../src/base/random.ts";
import { finish, finishAsync } from "../../src/base/work.ts";
import { fitFeaturizer } from "../../src/data/featurize.ts";
import { readTable } from "../../src/data/readTable.ts";
import { sniffLayout } from "../../src/data/sniff.ts";
import { splitTable } from "../../src/data/split.ts";
import { selectBackend } from "../../src/engine/backend.ts";
import { parseOverride } from "../../src/experiment/overrides.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../src/experiment/resolve.ts";
import { createClassifier } from "../../src/models/createClassifier.ts";
import { dataFiles } from "../../src/platform/dataFiles.ts";
import { encodeNpy } from "../../src/platform/npy.ts";

const [file, folder, ...settings] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error("usage: exportRun.ts EXPERIMENT FOLDER [path=value]…");
await mkdir(folder, { recursive: true });

async function save(name: string, shape: readonly number[], values: Float32Array | Int32Array): Promise<void> {
  await writeFile(join(folder ?? "", `${name}.npy`), Buffer.concat(encodeNpy(shape, values)));
}

const integers = (values: Uint32Array): Int32Array => Int32Array.from(values);

async function saveMatrix(split: string, matrix: Matrix): Promise<void> {
  switch (matrix.kind) {
    case "dense": {
      await save(`${split}.values`, [matrix.rows, matrix.columns], matrix.values);
      return;
    }
    case "csr":
      await save(`${split}.offsets`, [matrix.rows + 1], integers(matrix.offsets));
      await save(`${split}.indices`, [matrix.indices.length], integers(matrix.indices));
      {
        await save(`${split}.values`, [matrix.values.length], matrix.values);
        return;
      }
    case "sequence":
      await save(`${split}.offsets`, [matrix.rows + 1], integers(matrix.offsets));
      await save(`${split}.ids`, [matrix.ids.length], integers(matrix.ids));
      {
        await save("table", [matrix.table.rows, matrix.table.columns], matrix.table.values);
        return;
      }
  }
}

const text = await readFile(file, "utf8");
const spec = parseExperiment(text, { file, overrides: settings.map(parseOverride) });
const resolvePath = (path: string): string => resolve(dirname(file), path);
const [first] = datasetFiles(spec);
const head = (await readFile(resolvePath(first.path))).subarray(0, 65_536);
const { layout } = sniffLayout(new Uint8Array(head), { path: first.path, whole: false, choices: first.choices });
const experiment = resolveExperiment(spec, { layout, resolvePath });
const { dataset, split, features, model, training } = experiment;
const sources = await Promise.all(
  dataset.files.map(async ({ role, path }) => ({ role, source: await dataFiles.open(path) })),
);
const table = await readTable(sources, layout, {
  ...(split.groupColumn !== undefined && { groupColumn: split.groupColumn }),
});
const splits = finish(splitTable(table, split));
if (splits.validation === undefined) throw new Error("the peer needs a validation split");
const featurizer = await fitFeaturizer(features, table, splits, {
  openVectors: (path) => dataFiles.open(path),
  drive: finishAsync,
});
const train = finish(featurizer.transform(table, splits.train)).matrix;
await saveMatrix("train", train);
await saveMatrix("validation", finish(featurizer.transform(table, splits.validation)).matrix);
for (const name of ["train", "validation"] as const) {
  const ids = splits[name] ?? new Uint32Array();
  await save(
    `${name}.labels`,
    [ids.length],
    Int32Array.from(ids, (id) => table.labels[id] ?? -1),
  );
}

// Initial weights and orders do not depend on the kernels, so that the reference serves.
const { batchSize, epochs, seed, l2, optimizer } = training;
const backend = selectBackend({}, "reference");
const classifier = createClassifier({ model, input: train, classes: table.classes.length, seed, backend, batchSize });
for (const { name, shape, values } of classifier.parameters()) {
  const layer = name.startsWith("output") ? classifier.layers.length - 1 : Number(/\d+/.exec(name)?.[0]) - 1;
  await save(`${shape.length === 2 ? "weight" : "bias"}${String(layer)}`, shape, values);
}
const orders = new Int32Array(epochs * train.rows);
for (let epoch = 1; epoch <= epochs; epoch++) {
  const order = Uint32Array.from({ length: train.rows }, (_, row) => row);
  new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
  orders.set(order, (epoch - 1) * train.rows);
}
await save("order", [epochs, train.rows], orders);
const activations = model.kind === "network" ? model.hidden.map(({ activation }) => activation) : [];
const meta = {
  kind: train.kind,
  columns: train.columns,
  activations,
  batchSize,
  l2,
  learningRate: optimizer.learningRate,
};
await writeFile(join(folder, "meta.json"), JSON.stringify(meta, null, 2));
