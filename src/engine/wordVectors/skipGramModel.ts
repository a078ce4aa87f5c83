import { invariant } from "../../base/assert.ts";
import { RandomStream } from "../../base/random.ts";
import type { Backend, Engine } from "../backend.ts";
import { initialiseEmbedding } from "../initializers.ts";
import { Tensor } from "../tensor.ts";

/** The input rows of each word, as compressed rows: word w owns rows[offsets[w]] … rows[offsets[w + 1] − 1]. */
export interface WordRows {
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
  /** How many different rows there are: one for each word, the others for their subwords. */
  readonly count: number;
}

export interface SkipGramShape {
  readonly dimension: number;
  /** Words drawn at random against each word that stands there. */
  readonly negatives: number;
  /** How far a word's neighbours may stand from it. */
  readonly window: number;
}

/** Centres that one call of the kernel takes. */
const mostCentres = 512;

/**
 * Skip-gram with negative sampling (Mikolov, Sutskever, Chen, Corrado and Dean, Distributed representations of words and
 * phrases, 2013), with subwords (Bojanowski, Grave, Joulin and Mikolov, Enriching word vectors with subword information,
 * 2017): the hidden vector of a word, the mean of its input rows, is to tell the words around it from words at random.
 * Words wait in a batch until it is full; then each in turn takes a step of gradient descent over all its pairs.
 */
export class SkipGramModel {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly #engine: Engine;
  readonly #words: WordRows;
  readonly #negatives: number;
  readonly #room: Tensor;
  readonly #rowOffsets: number;
  readonly #rows: number;
  readonly #pairOffsets: number;
  readonly #targets: number;
  readonly #rates: number;
  #centres = 0;
  #rowCount = 0;
  #targetCount = 0;

  /** Throws UserError where the memory does not suffice. */
  constructor(shape: SkipGramShape, words: WordRows, backend: Backend) {
    const { dimension, negatives, window } = shape;
    const engine = backend.createEngine();
    const { memory } = engine;
    const wordCount = words.offsets.length - 1;
    this.#engine = engine;
    this.#words = words;
    this.#negatives = negatives;
    this.input = new Tensor(memory, words.count, dimension);
    this.output = new Tensor(memory, wordCount, dimension);
    this.#room = new Tensor(memory, 2, dimension);
    let longest = 1;
    for (let word = 0; word < wordCount; word++)
      longest = Math.max(longest, (words.offsets[word + 1] ?? 0) - (words.offsets[word] ?? 0));
    this.#rowOffsets = memory.reserve(mostCentres + 1);
    this.#rows = memory.reserve(mostCentres * longest);
    this.#pairOffsets = memory.reserve(mostCentres + 1);
    this.#targets = memory.reserve(mostCentres * 2 * window * (negatives + 1));
    this.#rates = memory.reserve(mostCentres);
    memory.commit();
  }

  /** Input rows uniform in ±1/dimension from the stream `initialise/vectors`, the output 0, as fastText. */
  initialise(seed: number): void {
    initialiseEmbedding(this.#engine.kernels, new RandomStream(seed, "initialise/vectors"), this.input);
  }

  get isFull(): boolean {
    return this.#centres === mostCentres;
  }

  /** Begins a word at this learning rate; its pairs follow. */
  begin(word: number, rate: number): void {
    invariant(!this.isFull, "a batch with room for a word");
    const { floats, integers } = this.#engine.memory;
    const { offsets, rows } = this.#words;
    const to = offsets[word + 1] ?? 0;
    for (let at = offsets[word] ?? 0; at < to; at++) integers[this.#rows + this.#rowCount++] = rows[at] ?? 0;
    floats[this.#rates + this.#centres] = rate;
    this.#centres++;
    integers[this.#rowOffsets + this.#centres] = this.#rowCount;
    integers[this.#pairOffsets + this.#centres] = this.#targetCount / (this.#negatives + 1);
  }

  /** Adds a pair to the word begun last: the word that stands there, then as many others as there are negatives. */
  target(word: number): void {
    const { integers } = this.#engine.memory;
    integers[this.#targets + this.#targetCount++] = word;
    integers[this.#pairOffsets + this.#centres] = Math.floor(this.#targetCount / (this.#negatives + 1));
  }

  /** Takes the steps of the words that wait; returns the sum of the losses of their pairs, each before its step. */
  step(): number {
    const [hidden, gradient] = [this.#room.start, this.#room.start + this.#room.stride];
    const lossSum = this.#engine.kernels.skipGramSteps(
      ...([this.#rowOffsets, this.#rows, this.#pairOffsets, this.#targets, this.#negatives] as const),
      ...([this.#rates, this.#centres, this.input.start, this.output.start, this.input.stride] as const),
      ...([hidden, gradient] as const),
    );
    this.#centres = this.#rowCount = this.#targetCount = 0;
    return lossSum;
  }

  /** The mean of some input rows, summed in float64 and written to `into` from `at` on. */
  meanOf(rows: ArrayLike<number>, into: Float32Array, at: number): void {
    const { floats } = this.#engine.memory;
    const { start, stride, columns } = this.input;
    for (let d = 0; d < columns; d++) {
      let sum = 0;
      for (let i = 0; i < rows.length; i++) sum += floats[start + (rows[i] ?? 0) * stride + d] ?? NaN;
      into[at + d] = sum / rows.length;
    }
  }

  dispose(): void {
    this.#engine.dispose();
  }
}
