import type { Backend } from "../../../src/engine/backend.ts";
import { fullBatchRows } from "../../../src/engine/fullBatch.ts";
import type { NamedArray } from "../../../src/models/classifier.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { accuracyOf } from "../harness/accuracyOf.ts";
import { writeArraysForPeer } from "../harness/arraysForPeer.ts";
import { type Contender, inTurn, type Outcome } from "../harness/inTurn.ts";
import { startPeers } from "../harness/peer.ts";
import { exchangeFolder, experimentFile, peerScript } from "../harness/places.ts";
import { type PreparedExperiment, prepareExperiment } from "../harness/prepare.ts";
import type { Bench, Row, Workload } from "../harness/workload.ts";

/** A model that is fitted from nothing to its end in every run. */
interface Case {
  readonly what: string;
  readonly experiment: string;
  readonly peer: string;
  /** What the peer's script is told besides where the features are. */
  readonly model?: string;
  readonly target: number;
  /** Whether both sides minimise the same objective. */
  readonly objective?: boolean;
}

export const fitWorkloads: readonly Workload[] = [
  workload("W5", "logistic regression on tf-idf of word bigrams, to the same objective within 0.1 %", [
    {
      what: "12,160 headlines",
      experiment: "logistic-headlines",
      peer: "sklearn_logistic.py",
      target: 3,
      objective: true,
    },
    {
      what: "14,092 reviews",
      experiment: "logistic-reviews",
      peer: "sklearn_logistic.py",
      target: 3,
      objective: true,
    },
  ]),
  workload(
    "W6",
    "naive Bayes in one pass, the perceptron in five, on tf-idf of word bigrams",
    (["naive-bayes", "perceptron"] as const).flatMap((model) =>
      (["headlines", "reviews"] as const).map((texts) => ({
        what: `${model === "perceptron" ? model : "naive Bayes"}, ${texts}`,
        experiment: `${model}-${texts}`,
        peer: "sklearn_classic.py",
        model: model === "perceptron" ? model : "naiveBayes",
        target: 1,
      })),
    ),
  ),
];

function workload(id: string, title: string, cases: readonly Case[]): Workload {
  return {
    id,
    title,
    async run(bench) {
      const rows: Row[] = [];
      for (const each of cases) {
        try {
          rows.push(await compare(each, bench));
        } catch (error) {
          bench.say(`${each.what}: not measured: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return rows;
    },
  };
}

async function compare(each: Case, bench: Bench): Promise<Row> {
  const prepared = await prepareExperiment(await experimentFile(each.experiment));
  const folder = await exchangeFolder(`${each.experiment}.exchange`);
  await writeArraysForPeer(folder, prepared);
  const { rows, columns } = prepared.train.features;
  bench.say(`${each.what}: ${String(rows)} examples × ${String(columns)} features`);
  const args = each.model === undefined ? [folder] : [folder, each.model];
  const peers = await startPeers(peerScript(each.peer), args, bench.say);
  const { what, target, objective } = each;
  const comparison = await inTurn(new OurFit(prepared, bench.backend, objective === true), peers);
  return { ...comparison, what, target, ...(objective === true && { checked: "objective" }) };
}

class OurFit implements Contender {
  readonly name: string;
  readonly #prepared: PreparedExperiment;
  readonly #backend: Backend;
  readonly #withObjective: boolean;

  constructor(prepared: PreparedExperiment, backend: Backend, withObjective: boolean) {
    this.name = `Benchtop, ${backend.flavour}`;
    this.#prepared = prepared;
    this.#backend = backend;
    this.#withObjective = withObjective;
  }

  run(): Promise<Outcome> {
    const { experiment, table, train, validation } = this.#prepared;
    const { model, training } = experiment;
    const { seed, batchSize = fullBatchRows, l2 } = training;
    const backend = this.#backend;
    const began = performance.now();
    const classes = table.classes.length;
    const classifier = createClassifier({ model, input: train.features, classes, seed, backend, batchSize });
    const reports = classifier.fit(train, training);
    while (reports.next().done !== true);
    // Averages and copies in float32 are made when somebody first asks.
    classifier.evaluate(train, 0, 1);
    const seconds = (performance.now() - began) / 1000;
    const accuracy = accuracyOf(classifier, validation);
    if (!this.#withObjective) return Promise.resolve({ seconds, accuracy });
    const { rows } = train.features;
    const loss = classifier.evaluate(train, 0, rows).lossSum / rows;
    const check = loss + (l2 / 2) * squaresOfWeights(classifier.parameters());
    return Promise.resolve({ seconds, accuracy, check });
  }

  end(): void {
    // Every run lets go of its classifier.
  }
}

function squaresOfWeights(parameters: readonly NamedArray[]): number {
  let sum = 0;
  for (const { shape, values } of parameters) if (shape.length === 2) for (const value of values) sum += value * value;
  return sum;
}
