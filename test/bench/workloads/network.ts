import type { Backend } from "../../../src/engine/backend.ts";
import { fullBatchRows } from "../../../src/engine/fullBatch.ts";
import type { Classifier, LabelledMatrix } from "../../../src/models/classifier.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { accuracyOf } from "../harness/accuracyOf.ts";
import { writeArraysForPeer } from "../harness/arraysForPeer.ts";
import type { Contender, Outcome } from "../harness/inTurn.ts";
import { inTurn } from "../harness/inTurn.ts";
import { startPeers } from "../harness/peer.ts";
import { exchangeFolder, experimentFile, peerScript } from "../harness/places.ts";
import { type PreparedExperiment, prepareExperiment } from "../harness/prepare.ts";
import type { Bench, Row, Workload } from "../harness/workload.ts";

/** One network of a workload. */
interface Case {
  readonly what: string;
  readonly experiment: string;
  readonly settings?: readonly string[];
  readonly peer: string;
  readonly threads?: readonly number[];
  /** Whether a second thread helps ours. */
  readonly together?: boolean;
  readonly target: number;
  /** Whether times are told by the step. */
  readonly perStep?: boolean;
}

export const networkWorkloads: readonly Workload[] = [
  workload("W1", "the paper's network on concatenated word vectors, an epoch of 14,092 reviews in batches of 32", [
    { what: "100 units", experiment: "paper", peer: "pytorch_epochs.py", target: 4 },
    {
      what: "20 units",
      experiment: "paper",
      settings: ["model.hidden.0.units=20"],
      peer: "pytorch_epochs.py",
      target: 3,
    },
    { what: "100 units, 2 threads", experiment: "paper", peer: "pytorch_epochs.py", target: 6, together: true },
    {
      what: "20 units, 2 threads",
      experiment: "paper",
      settings: ["model.hidden.0.units=20"],
      peer: "pytorch_epochs.py",
      target: 4,
      together: true,
    },
  ]),
  workload("W2", "the same network on mean word vectors: 50 inputs, 100 units, batches of 32", [
    { what: "a step", experiment: "mean", peer: "pytorch_epochs.py", target: 4, perStep: true },
  ]),
  workload("W3", "300 inputs, 20 units, one example a step", [
    { what: "a step", experiment: "numbers", peer: "pytorch_epochs.py", target: 20, perStep: true },
  ]),
  workload("W4", "100 units, Adam, batches of 200, tf-idf of word bigrams of 12,160 headlines", [
    { what: "an epoch", experiment: "headlines", peer: "sklearn_mlp.py", target: 50, threads: [2] },
    {
      what: "an epoch, 2 threads",
      experiment: "headlines",
      peer: "sklearn_mlp.py",
      target: 50,
      threads: [2],
      together: true,
    },
  ]),
];

function workload(id: string, title: string, cases: readonly Case[]): Workload {
  return {
    id,
    title,
    async run(bench) {
      const rows: Row[] = [];
      for (const each of cases) rows.push(await compare(each, bench));
      return rows;
    },
  };
}

async function compare(each: Case, bench: Bench): Promise<Row> {
  const prepared = await prepareExperiment(await experimentFile(each.experiment), each.settings);
  const folder = await exchangeFolder(`${each.experiment}.exchange`);
  await writeArraysForPeer(folder, prepared);
  const { rows, columns } = prepared.train.features;
  bench.say(`${each.what}: ${String(rows)} examples × ${String(columns)} features`);
  const peers = await startPeers(peerScript(each.peer), [folder], bench.say, each.threads);
  const comparison = await inTurn(
    new OurEpochs(prepared, each.together === true ? bench.together : bench.backend),
    peers,
  );
  const { what, target } = each;
  const steps = Math.ceil(rows / (prepared.experiment.training.batchSize ?? rows));
  return { ...comparison, what, target, ...(each.perStep === true && { steps }) };
}

/** Each run is the next epoch of one fit. */
class OurEpochs implements Contender {
  readonly name: string;
  readonly #classifier: Classifier;
  readonly #reports: ReturnType<Classifier["fit"]>;
  readonly #validation: LabelledMatrix;

  constructor({ experiment, table, train, validation }: PreparedExperiment, backend: Backend) {
    const { model, training } = experiment;
    const { seed, batchSize = fullBatchRows } = training;
    const classes = table.classes.length;
    this.name = `Benchtop, ${backend.flavour}`;
    this.#classifier = createClassifier({ model, input: train.features, classes, seed, backend, batchSize });
    this.#reports = this.#classifier.fit(train, training);
    this.#validation = validation;
  }

  run(): Promise<Outcome> {
    const began = performance.now();
    for (;;) {
      const { value } = this.#reports.next();
      if (value === undefined) throw new Error("the experiment has fewer epochs than there are runs");
      if (value.kind === "epoch") break;
    }
    const seconds = (performance.now() - began) / 1000;
    return Promise.resolve({ seconds, accuracy: accuracyOf(this.#classifier, this.#validation) });
  }

  end(): void {
    this.#classifier.dispose();
  }
}
