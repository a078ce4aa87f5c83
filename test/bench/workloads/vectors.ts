import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readWordVectors } from "../../../src/data/wordVectors/readWordVectors.ts";
import { requestDigest, type VectorRequest } from "../../../src/data/wordVectors/wordVectors.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { vectorCache } from "../../../src/platform/vectorCache.ts";
import { type Contender, inTurn, type Outcome } from "../harness/inTurn.ts";
import { startPeers } from "../harness/peer.ts";
import { exchangeFolder, madeFile, peerScript, root } from "../harness/places.ts";
import type { Workload } from "../harness/workload.ts";

const execute = promisify(execFile);
const megabyte = 1_000_000;
const keptShare = 20;

export const vectorsWorkload: Workload = {
  id: "W9",
  title: "word vectors: GloVe text of 400,000 × 50, every 20th word in use",
  async run(bench) {
    const file = await madeFile("glove.txt");
    const words = wordsOf(file).filter((_, i) => i % keptShare === 0);
    const request = { words: words.sort(), subwords: false };
    const folder = await exchangeFolder("vectors.exchange");
    const wordsFile = join(folder, "words.json");
    await writeFile(wordsFile, JSON.stringify(request.words));
    const reading = await inTurn(
      new Reading(file, request),
      await startPeers(peerScript("gensim_vectors.py"), [file], bench.say, [1]),
      3,
    );
    const size = statSync(file).size;
    bench.say(`read at ${(size / megabyte / reading.ours.median).toFixed(0)} MB/s, target 150`);
    const program = join(root, "test", "bench", "vectorMemory.ts");
    const { stdout } = await execute(process.execPath, [program, file, wordsFile]);
    const { beyond } = JSON.parse(stdout) as { readonly beyond: number };
    bench.say(`${(beyond / megabyte).toFixed(0)} MB of memory beyond the kept rows at the peak, target 100`);
    const again = await inTurn(
      await Cached.make(file, request, folder),
      await startPeers(peerScript("gensim_vectors.py"), [file, "saved"], bench.say, [1]),
    );
    bench.say(`second load ${again.ours.median.toFixed(3)} s, target 0.2`);
    return [
      { ...reading, what: "first load", target: 5, checked: "dimension" },
      { ...again, what: "second load", target: 1, checked: "dimension" },
    ];
  },
};

function wordsOf(file: string): string[] {
  const lines = readFileSync(file, "latin1").split("\n");
  return lines.flatMap((line) => (line === "" ? [] : [line.slice(0, line.indexOf(" "))]));
}

class Reading implements Contender {
  readonly name = "Benchtop";
  readonly #file: string;
  readonly #request: VectorRequest;

  constructor(file: string, request: VectorRequest) {
    this.#file = file;
    this.#request = request;
  }

  async run(): Promise<Outcome> {
    const began = performance.now();
    const { dimension } = await readWordVectors(await dataFiles.open(this.#file), this.#request);
    return { seconds: (performance.now() - began) / 1000, check: dimension };
  }

  end(): void {
    // Nothing is held.
  }
}

class Cached implements Contender {
  readonly name = "Benchtop";
  readonly #file: string;
  readonly #request: VectorRequest;
  readonly #folder: string;

  private constructor(file: string, request: VectorRequest, folder: string) {
    this.#file = file;
    this.#request = request;
    this.#folder = folder;
  }

  static async make(file: string, request: VectorRequest, place: string): Promise<Cached> {
    const storage = join(place, ".benchtop");
    rmSync(storage, { recursive: true, force: true });
    const runFolder = join(storage, "runs", "one");
    mkdirSync(runFolder, { recursive: true });
    const shelf = await vectorCache(runFolder)(file);
    await shelf.keep(requestDigest(request), await readWordVectors(await dataFiles.open(file), request));
    return new Cached(file, request, runFolder);
  }

  async run(): Promise<Outcome> {
    const began = performance.now();
    const found = await (await vectorCache(this.#folder)(this.#file)).find(requestDigest(this.#request));
    return { seconds: (performance.now() - began) / 1000, check: found?.dimension ?? NaN };
  }

  end(): void {
    // Nothing is held.
  }
}
