import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Backend } from "../../../src/engine/backend.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { createTokenizer } from "../../../src/data/tokenize.ts";
import { accuracyOf } from "../harness/accuracyOf.ts";
import { type Contender, inTurn, type Outcome } from "../harness/inTurn.ts";
import { startPeers } from "../harness/peer.ts";
import { exchangeFolder, experimentFile, peerScript } from "../harness/places.ts";
import { type PreparedExperiment, prepareExperiment } from "../harness/prepare.ts";
import type { Bench, Row, Workload } from "../harness/workload.ts";

const cases = [
  { what: "14,092 reviews", experiment: "bag-reviews" },
  { what: "AG News, 10,000 rows", experiment: "bag-agnews" },
  { what: "odiya headlines", experiment: "bag-odiya" },
];

export const bagWorkload: Workload = {
  id: "W8",
  title: "embedding bag (fastText's model), bigrams, 50 numbers, 25 epochs; training alone",
  async run(bench) {
    const rows: Row[] = [];
    for (const each of cases) rows.push(await compare(each, bench));
    return rows;
  },
};

async function compare({ what, experiment }: (typeof cases)[number], bench: Bench): Promise<Row> {
  const prepared = await prepareExperiment(await experimentFile(experiment));
  const folder = await exchangeFolder(`${experiment}.exchange`);
  await writeTexts(folder, prepared);
  const { rows, columns } = prepared.train.features;
  bench.say(`${what}: ${String(rows)} examples × ${String(columns)} features`);
  const { optimizer } = prepared.experiment.training;
  const rate = "learningRate" in optimizer ? optimizer.learningRate : NaN;
  const peers = await startPeers(peerScript("fasttext_bag.py"), [folder, String(rate)], bench.say);
  const comparison = await inTurn(new OurBag(prepared, bench.backend), peers);
  return { ...comparison, what, target: 3 };
}

/** The words of every text, parted by spaces, behind its label: both sides see the same tokens. */
async function writeTexts(folder: string, { table, splits, experiment }: PreparedExperiment): Promise<void> {
  const { features } = experiment;
  if (features.kind !== "hashedNgrams") throw new Error("the experiment reads hashed sequences");
  const cut = createTokenizer(features.tokenizer);
  for (const [name, ids] of [
    ["train", splits.train],
    ["validation", splits.validation ?? new Uint32Array()],
  ] as const) {
    const lines = Array.from(
      ids,
      (id) => `__label__${String(table.labels[id])} ${cut(table.texts?.[id] ?? "").join(" ")}\n`,
    );
    await writeFile(join(folder, `${name}.txt`), lines.join(""));
  }
}

/** Every run trains anew, its parameters drawn included. */
class OurBag implements Contender {
  readonly name: string;
  readonly #prepared: PreparedExperiment;
  readonly #backend: Backend;

  constructor(prepared: PreparedExperiment, backend: Backend) {
    this.name = `Benchtop, ${backend.flavour}`;
    this.#prepared = prepared;
    this.#backend = backend;
  }

  run(): Promise<Outcome> {
    const { experiment, table, train, validation } = this.#prepared;
    const { model, training } = experiment;
    const began = performance.now();
    const classifier = createClassifier({
      ...{ model, input: train.features, classes: table.classes.length, seed: training.seed },
      ...{ backend: this.#backend, batchSize: 32 },
    });
    const reports = classifier.fit(train, training);
    while (reports.next().done !== true);
    const seconds = (performance.now() - began) / 1000;
    const accuracy = accuracyOf(classifier, validation);
    classifier.dispose();
    return Promise.resolve({ seconds, accuracy });
  }

  end(): void {
    // Every run lets go of its classifier.
  }
}
