import { breakToken, type TokenTable } from "../tokenTable.ts";
import { Uint32List } from "../uint32List.ts";
import { WordInterner } from "../wordInterner.ts";

/**
 * What texts are compared by: the set of their words and pairs of neighbouring words (w-shingling with w = 1 and 2;
 * Broder, "On the resemblance and containment of documents", 1997). A word in a script that is written without spaces
 * between words counts character by character.
 */
export class Shingles {
  readonly #tokens: TokenTable;
  /** Units of word i: units[unitEnds[i]] … units[unitEnds[i + 1]]. */
  readonly #units: Uint32Array;
  readonly #unitEnds: Uint32Array;

  constructor(tokens: TokenTable) {
    this.#tokens = tokens;
    const interner = new WordInterner();
    const units = new Uint32List();
    this.#unitEnds = new Uint32Array(tokens.words.length + 1);
    tokens.words.forEach((word, at) => {
      if (unspaced.test(word))
        for (const character of word) units.push(interner.intern(character, 0, character.length));
      else units.push(interner.intern(word, 0, word.length));
      this.#unitEnds[at + 1] = units.length;
    });
    this.#units = units.toArray();
  }

  /**
   * Calls with each shingle of an example, some more than once, for as long as the answer is true; whether it always was.
   * A shingle is the number of its last unit, plus 2^26 times the number + 1 of the unit before it if there is one.
   */
  every(example: number, act: (shingle: number) => boolean): boolean {
    const { offsets, ids } = this.#tokens;
    let before = 0;
    for (let at = offsets[example] ?? 0; at < (offsets[example + 1] ?? 0); at++) {
      const word = ids[at] ?? breakToken;
      if (word === breakToken) continue;
      const end = this.#unitEnds[word + 1] ?? 0;
      for (let from = this.#unitEnds[word] ?? 0; from < end; from++) {
        const unit = this.#units[from] ?? 0;
        if (!act(unit) || (before > 0 && !act(before * unitSpan + unit))) return false;
        before = unit + 1;
      }
    }
    return true;
  }

  /**
   * A 32-bit hash of each that `every` calls with, in that order, into a list that is long enough by `most`; their count.
   */
  hashes(example: number, into: Int32Array): number {
    const { offsets, ids } = this.#tokens;
    const units = this.#units;
    const unitEnds = this.#unitEnds;
    let count = 0;
    let before = 0;
    for (let at = offsets[example] ?? 0; at < (offsets[example + 1] ?? 0); at++) {
      const word = ids[at] ?? breakToken;
      if (word === breakToken) continue;
      const end = unitEnds[word + 1] ?? 0;
      for (let from = unitEnds[word] ?? 0; from < end; from++) {
        const unit = units[from] ?? 0;
        into[count++] = hashOf(0, unit);
        if (before > 0) into[count++] = hashOf(before, unit);
        before = unit + 1;
      }
    }
    return count;
  }

  /** How many `every` calls with at most. */
  most(example: number): number {
    const { offsets, ids } = this.#tokens;
    let units = 0;
    for (let at = offsets[example] ?? 0; at < (offsets[example + 1] ?? 0); at++) {
      const word = ids[at] ?? breakToken;
      if (word !== breakToken) units += (this.#unitEnds[word + 1] ?? 0) - (this.#unitEnds[word] ?? 0);
    }
    return 2 * units;
  }

  /** How many `every` calls with: at least as many as there are different ones. */
  count(example: number): number {
    let count = 0;
    this.every(example, () => ++count > 0);
    return count;
  }

  /** The shingles of an example, each once. */
  set(example: number): Set<number> {
    const found = new Set<number>();
    this.every(example, (shingle) => found.add(shingle).size > 0);
    return found;
  }
}

/** @param before 1 + the unit before, or 0. */
function hashOf(before: number, unit: number): number {
  return mixed(Math.imul(before, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b) ^ before);
}

/** The finaliser of MurmurHash3 (public domain): every bit of the input moves every bit of the result. */
export function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** There are fewer units than this. */
const unitSpan = 2 ** 26;

/**
 * Whether the shingles of an example may be as similar to `own` as asked: no if more of them are missing there than such
 * a similarity allows. |A ∩ B| ≥ s·|A ∪ B| ≥ s·|B|, so at most (1 − s)·|B| of B are missing in A.
 */
export function maybeSimilar(
  own: ReadonlySet<number>,
  shingles: Shingles,
  example: number,
  similarity: number,
): boolean {
  const allowed = (1 - similarity) * shingles.count(example);
  const missing = new Set<number>();
  return shingles.every(example, (shingle) => {
    if (!own.has(shingle)) missing.add(shingle);
    return missing.size <= allowed;
  });
}

/** Scripts in which no space parts the words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Share of the members of either set that are in both (Jaccard); 0 for two empty sets. */
export function jaccard(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let shared = 0;
  for (const each of one) if (other.has(each)) shared++;
  const union = one.size + other.size - shared;
  return union === 0 ? 0 : shared / union;
}
