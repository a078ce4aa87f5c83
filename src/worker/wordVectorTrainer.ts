import { UserError } from "../base/errors.ts";
import { plural, thousands } from "../data/phrases.ts";
import { readTable } from "../data/readTable.ts";
import { TokenCache, type TokenTable } from "../data/tokenTable.ts";
import { normaliseText } from "../data/text.ts";
import { SubwordRows } from "../data/wordVectors/subwordRows.ts";
import { vectorText } from "../data/wordVectors/vectorText.ts";
import { vocabularyOf, type Vocabulary } from "../data/wordVectors/vocabulary.ts";
import type { Backend } from "../engine/backend.ts";
import { nearestRows } from "../engine/wordVectors/nearest.ts";
import { trainSkipGram } from "../engine/wordVectors/skipGram.ts";
import { SkipGramModel } from "../engine/wordVectors/skipGramModel.ts";
import type { NearestQuery, TrainedVectors, TrainVectors, WordNeighbours } from "../protocol/wordVectors.ts";
import { sniffSource } from "../data/sniffSource.ts";
import { pacedSource } from "./pacedSource.ts";
import type { TrainerPorts } from "./ports.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import type { TrainerPeer } from "./runJournal.ts";
import { Throttle } from "./throttle.ts";

const tellMilliseconds = 100;
const shownWords = 10;
const shownNear = 5;

/** Trains word vectors on the texts of a dataset, and answers what is near to what in those that it trained last. */
export class WordVectorTrainer {
  readonly #ports: TrainerPorts;
  readonly #peer: TrainerPeer;
  readonly #backend: Backend;
  #last: VectorSpace | undefined;

  constructor(ports: TrainerPorts, peer: TrainerPeer, backend: Backend) {
    this.#ports = ports;
    this.#peer = peer;
    this.#backend = backend;
  }

  /** Writes the file when all is trained; a stop leaves nothing behind. What is wrong with the data is a UserError. */
  async train(start: TrainVectors, control: RunControl): Promise<TrainedVectors> {
    try {
      return await this.#train(start, control);
    } catch (error) {
      if (error instanceof StopSignal) return { status: "stopped" };
      throw error;
    }
  }

  async #train(start: TrainVectors, control: RunControl): Promise<TrainedVectors> {
    const { replaceFile, clock } = this.#ports;
    if (replaceFile === undefined) throw new Error("this worker cannot write files");
    const began = clock.ticks();
    const { options } = start;
    const vocabulary = vocabularyOf(await this.#tokens(start, control), options.minCount);
    if (vocabulary.frequent < 2)
      throw new UserError(
        `Of the texts' ${plural(vocabulary.words.length, "word")} only ${thousands(vocabulary.frequent)} occur at least ${plural(options.minCount, "time")}: there is nothing to learn from.`,
        "Lower the least count, or take more texts.",
        { file: start.path },
      );
    await control.breathe();
    const rows = new SubwordRows(vocabulary.words.slice(0, vocabulary.frequent), options.subwords ?? undefined);
    this.#last?.dispose();
    this.#last = undefined;
    const model = new SkipGramModel(options, rows, this.#backend);
    try {
      const loss = await this.#fit(model, vocabulary, start, control);
      const space = new VectorSpace(model, rows, vocabulary);
      await control.breathe();
      await replaceFile(start.out, vectorText(space.words, space.values, options.dimension));
      this.#last = space;
      return {
        status: "finished",
        path: start.out,
        dimension: options.dimension,
        words: space.words.length,
        composed: space.words.length - vocabulary.frequent,
        left: vocabulary.words.length - space.words.length,
        tokens: vocabulary.tokens,
        loss,
        seconds: (clock.ticks() - began) / 1000,
        neighbours: sampleOf(vocabulary).map((word) => this.nearest({ word, count: shownNear })),
      };
    } finally {
      if (this.#last === undefined) model.dispose();
    }
  }

  /** Of the vectors trained last; a word in another case or form than the texts' is looked for as it is written. */
  nearest({ word, count }: NearestQuery): WordNeighbours {
    return { word, near: this.#last?.nearest(normaliseText(word), count) ?? null };
  }

  async #tokens({ path, choices, tokenizer }: TrainVectors, control: RunControl): Promise<TokenTable> {
    const source = pacedSource(await this.#ports.files.open(path), control);
    const { layout } = await sniffSource(source, choices);
    const table = await readTable([{ role: "all", source }], layout);
    return control.drive(new TokenCache(tokenizer).of(table));
  }

  /** The loss of the last epoch. */
  async #fit(
    model: SkipGramModel,
    vocabulary: Vocabulary,
    { trainingId, options }: TrainVectors,
    control: RunControl,
  ): Promise<number> {
    const { epochs } = options;
    const telling = new Throttle(() => this.#ports.clock.ticks(), tellMilliseconds);
    let last = NaN;
    for (const { epoch, fraction, loss } of trainSkipGram(model, vocabulary, options)) {
      last = loss;
      if (!Number.isFinite(loss))
        throw new UserError("The training diverged: the loss is no longer a number.", "Choose a lower learning rate.");
      if (telling.pass()) this.#peer.notify("vectors", { trainingId, epoch, epochs, fraction, loss });
      await control.turn();
    }
    return last;
  }
}

/** Trained vectors by their words. */
class VectorSpace {
  readonly words: readonly string[];
  readonly values: Float32Array;
  readonly #model: SkipGramModel;
  readonly #rows: SubwordRows;
  readonly #rowOf: ReadonlyMap<string, number>;

  /** Frequent words have the mean of their rows, rare ones that of the rows of their subwords, where they have any. */
  constructor(model: SkipGramModel, rows: SubwordRows, { words, frequent }: Vocabulary) {
    this.#model = model;
    this.#rows = rows;
    const kept: string[] = [];
    const dimension = model.input.columns;
    const values = new Float32Array(words.length * dimension);
    words.forEach((word, number) => {
      const own =
        number < frequent ? rows.rows.subarray(rows.offsets[number], rows.offsets[number + 1]) : rows.rowsOf(word);
      if (own.length > 0) model.meanOf(own, values, (kept.push(word) - 1) * dimension);
    });
    this.words = kept;
    this.values = values.slice(0, kept.length * dimension);
    this.#rowOf = new Map(kept.map((word, row) => [word, row]));
  }

  nearest(word: string, count: number): WordNeighbours["near"] {
    const dimension = this.#model.input.columns;
    const row = this.#rowOf.get(word) ?? -1;
    const vector = new Float32Array(dimension);
    if (row >= 0) vector.set(this.values.subarray(row * dimension, (row + 1) * dimension));
    else {
      const rows = this.#rows.rowsOf(word);
      if (rows.length === 0) return null;
      this.#model.meanOf(rows, vector, 0);
    }
    return nearestRows(this.values, dimension, vector, count, row).map((near) => ({
      word: this.words[near.row] ?? "",
      similarity: near.similarity,
    }));
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** Words to show: the commonest say little, so that they are taken further and further down the list. */
function sampleOf({ words, frequent }: Vocabulary): readonly string[] {
  const places = Array.from({ length: shownWords }, (_, i) =>
    Math.floor(((i + 1) / shownWords) ** 2 * Math.min(frequent - 1, 400)),
  );
  return [...new Set(places)].map((place) => words[place] ?? "");
}
