import { Uint32List } from "./uint32List.ts";

/** Numbers words by their first appearance, found by their code units in a text: no string is made for a known word. */
export class WordInterner {
  readonly #words: string[] = [];
  readonly #hashes = new Uint32List();
  /** Word i owns units[ends[i - 1]] … units[ends[i]]. */
  readonly #ends = new Uint32List();
  #units = new Uint16Array(8192);
  /** Word number + 1 per slot, 0 = free. */
  #slots = new Uint32Array(4096);

  /** Each word once, in order of first appearance. */
  get words(): readonly string[] {
    return this.#words;
  }

  /** The number of the word in text[from, to). */
  intern(text: string, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    // FNV's low bits depend on little of the word; the high ones are mixed in.
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) break;
      if (this.#hashes.get(entry - 1) === hash && this.#equals(entry - 1, text, from, to)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return this.#append(text.slice(from, to), hash, slot);
  }

  #equals(word: number, text: string, from: number, to: number): boolean {
    const start = word === 0 ? 0 : this.#ends.get(word - 1);
    if (this.#ends.get(word) - start !== to - from) return false;
    for (let i = from; i < to; i++) if (this.#units[start + i - from] !== text.charCodeAt(i)) return false;
    return true;
  }

  #append(word: string, hash: number, slot: number): number {
    const id = this.#words.length;
    const start = id === 0 ? 0 : this.#ends.get(id - 1);
    const end = start + word.length;
    if (end > this.#units.length) {
      const larger = new Uint16Array(Math.max(end, this.#units.length * 2));
      larger.set(this.#units);
      this.#units = larger;
    }
    for (let i = 0; i < word.length; i++) this.#units[start + i] = word.charCodeAt(i);
    this.#words.push(word);
    this.#hashes.push(hash);
    this.#ends.push(end);
    this.#slots[slot] = id + 1;
    if ((id + 1) * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#words.length; id++) {
      let slot = this.#hashes.get(id) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}
