import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finish } from "../../../src/base/work.ts";
import { inTurn, type Contender, type Outcome } from "../harness/inTurn.ts";
import { startPeers } from "../harness/peer.ts";
import { exchangeFolder, experimentFile, peerScript } from "../harness/places.ts";
import { fitFeatures, type ReadExperiment, readExperiment } from "../harness/prepare.ts";
import type { Workload } from "../harness/workload.ts";

export const termsWorkload: Workload = {
  id: "W7",
  title: "tf-idf of word bigrams of 14,092 reviews, from texts to a matrix",
  async run(bench) {
    const read = await readExperiment(await experimentFile("logistic-reviews"));
    const texts = Array.from(read.splits.train, (id) => read.table.texts?.[id] ?? "");
    const file = join(await exchangeFolder("terms.exchange"), "texts.json");
    await writeFile(file, JSON.stringify(texts));
    const peers = await startPeers(peerScript("sklearn_terms.py"), [file], bench.say, [1]);
    const comparison = await inTurn(new OurTerms(read), peers);
    return [{ ...comparison, what: "texts to matrix", target: 4, checked: "entries" }];
  },
};

class OurTerms implements Contender {
  readonly name = "Benchtop";
  readonly #read: ReadExperiment;

  constructor(read: ReadExperiment) {
    this.#read = read;
  }

  async run(): Promise<Outcome> {
    const { table, splits } = this.#read;
    const began = performance.now();
    const featurizer = await fitFeatures(this.#read);
    const { matrix } = finish(featurizer.transform(table, splits.train));
    const seconds = (performance.now() - began) / 1000;
    return { seconds, check: matrix.kind === "csr" ? matrix.indices.length : NaN };
  }

  end(): void {
    // A featurizer holds nothing but memory.
  }
}
