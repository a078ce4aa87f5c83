import { invariant } from "../../base/assert.ts";
import { RandomStream } from "../../base/random.ts";
import type { SkipGramModel, SkipGramShape } from "./skipGramModel.ts";

/** Texts as word numbers: text t owns ids[offsets[t]] … ids[offsets[t + 1] − 1]. Rare words are left out. */
export interface WordTexts {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  /** How often each word occurs. */
  readonly counts: Uint32Array;
  /** Tokens of the texts, rare ones included. */
  readonly tokens: number;
}

export interface SkipGramOptions extends SkipGramShape {
  readonly epochs: number;
  /** Of the first step; falls to 0 token by token. */
  readonly learningRate: number;
  /** A word with a greater share of the tokens than this is passed over at times. */
  readonly subsample: number;
  readonly seed: number;
}

/** After some hundred words: the epoch under way (from 1), the share of all work done, and the mean loss of a pair in this epoch so far. */
export interface SkipGramReport {
  readonly epoch: number;
  readonly fraction: number;
  readonly loss: number;
}

const leastDraws = 2 ** 20;
const two32 = 2 ** 32;

/**
 * Trains a model on texts, as fastText does, but that the texts are shuffled before each epoch (stream `vectors/order/e`)
 * and a word moves its input rows once for all its neighbours. A word of share f of the tokens stays with
 * √(t/f) + t/f of its occurrences, t = `subsample`; its neighbours reach as far as a number drawn from 1 … window; negatives
 * are drawn by √count (all from the stream `vectors/sample/e`). The same texts, options and kernels give the same bits.
 */
export function* trainSkipGram(
  model: SkipGramModel,
  texts: WordTexts,
  options: SkipGramOptions,
): Generator<SkipGramReport, void, undefined> {
  const { offsets, ids, counts, tokens } = texts;
  const { window, negatives, epochs, learningRate, subsample, seed } = options;
  invariant(counts.length > 1, "at least two words to tell apart");
  model.initialise(seed);
  const draws = drawTable(counts);
  const keep = Float64Array.from(counts, (count) => {
    const ratio = (subsample * tokens) / count;
    return Math.sqrt(ratio) + ratio;
  });
  const order = Uint32Array.from({ length: offsets.length - 1 }, (_, text) => text);
  const kept = new Uint32Array(longestText(offsets));
  const all = Math.max(1, ids.length * epochs);
  let done = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    new RandomStream(seed, `vectors/order/${String(epoch)}`).shuffle(order);
    const stream = new RandomStream(seed, `vectors/sample/${String(epoch)}`);
    let [loss, pairs] = [0, 0];
    const report = (): SkipGramReport => {
      loss += model.step();
      return { epoch, fraction: done / all, loss: loss / Math.max(1, pairs) };
    };
    for (const text of order) {
      let length = 0;
      const to = offsets[text + 1] ?? 0;
      for (let at = offsets[text] ?? 0; at < to; at++) {
        const word = ids[at] ?? 0;
        if (stream.uint32() / two32 < (keep[word] ?? 0)) kept[length++] = word;
      }
      const rate = learningRate * (1 - done / all);
      for (let at = 0; at < length; at++) {
        if (model.isFull) yield report();
        model.begin(kept[at] ?? 0, rate);
        const reach = 1 + Math.floor((stream.uint32() * window) / two32);
        const last = Math.min(length - 1, at + reach);
        for (let near = Math.max(0, at - reach); near <= last; near++) {
          if (near === at) continue;
          const word = kept[near] ?? 0;
          model.target(word);
          pairs++;
          for (let i = 0; i < negatives; i++) {
            let other = word;
            while (other === word) other = draws[Math.floor((stream.uint32() * draws.length) / two32)] ?? 0;
            model.target(other);
          }
        }
      }
      done += to - (offsets[text] ?? 0);
    }
    yield report();
  }
}

/** Words as often as they are to be drawn: by the root of their counts, each at least once. */
function drawTable(counts: Uint32Array): Uint32Array {
  const total = counts.reduce((sum, count) => sum + Math.sqrt(count), 0);
  const size = Math.max(leastDraws, counts.length * 4);
  const shares = Uint32Array.from(counts, (count) => Math.max(1, Math.round((Math.sqrt(count) / total) * size)));
  const table = new Uint32Array(shares.reduce((sum, share) => sum + share, 0));
  let at = 0;
  shares.forEach((share, word) => table.fill(word, at, (at += share)));
  return table;
}

function longestText(offsets: Uint32Array): number {
  let longest = 0;
  for (let text = 1; text < offsets.length; text++)
    longest = Math.max(longest, (offsets[text] ?? 0) - (offsets[text - 1] ?? 0));
  return longest;
}
