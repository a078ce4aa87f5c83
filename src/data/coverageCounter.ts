import type { Coverage } from "./featurizer.ts";

const mostNamed = 20;

/** Counts what the features know of the tokens of a split. */
export class CoverageCounter {
  readonly #words: readonly string[];
  readonly #unknownBy: Uint32Array;
  #total = 0;
  #unknown = 0;
  #cutExamples = 0;
  #cutTokens = 0;
  #emptyExamples = 0;
  #knownHere = false;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#unknownBy = new Uint32Array(words.length);
  }

  token(word: number, known: boolean): void {
    this.#total++;
    if (known) {
      this.#knownHere = true;
      return;
    }
    this.#unknown++;
    this.#unknownBy[word] = (this.#unknownBy[word] ?? 0) + 1;
  }

  /** Ends an example of which `cut` tokens were left out. */
  endExample(cut: number): void {
    if (!this.#knownHere) this.#emptyExamples++;
    this.#knownHere = false;
    if (cut > 0) this.#cutExamples++;
    this.#cutTokens += cut;
  }

  result(): Coverage {
    const named: (readonly [string, number])[] = [];
    this.#words.forEach((word, id) => {
      const count = this.#unknownBy[id] ?? 0;
      if (count > 0) named.push([word, count]);
    });
    named.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return {
      total: this.#total,
      unknown: this.#unknown,
      cutExamples: this.#cutExamples,
      cutTokens: this.#cutTokens,
      emptyExamples: this.#emptyExamples,
      commonestUnknown: named.slice(0, mostNamed),
    };
  }
}
