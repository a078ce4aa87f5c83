import { Uint32List } from "./uint32List.ts";

/** The node above all words. */
export const rootNode = 0;

/**
 * Word n-grams as a tree of numbered nodes: a node stands for its parent's words followed by its own. Lookup is one
 * probe of an open-addressing table per word, without strings.
 */
export class NgramIndex {
  readonly #parents = new Uint32List();
  readonly #words = new Uint32List();
  #slots = new Uint32Array(2048);

  constructor() {
    this.#parents.push(0);
    this.#words.push(0);
  }

  /** Nodes, the root included. */
  get size(): number {
    return this.#parents.length;
  }

  parentOf(node: number): number {
    return this.#parents.get(node);
  }

  wordOf(node: number): number {
    return this.#words.get(node);
  }

  /** The node of `word` below `parent`, or 0. */
  find(parent: number, word: number): number {
    return this.#slots[this.#slotOf(parent, word)] ?? 0;
  }

  /** The node of `word` below `parent`, made where it is not there yet. */
  add(parent: number, word: number): number {
    let slot = this.#slotOf(parent, word);
    const found = this.#slots[slot] ?? 0;
    if (found !== 0) return found;
    if (this.size * 2 > this.#slots.length) {
      this.#grow();
      slot = this.#slotOf(parent, word);
    }
    const node = this.size;
    this.#parents.push(parent);
    this.#words.push(word);
    this.#slots[slot] = node;
    return node;
  }

  #slotOf(parent: number, word: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(word + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const node = this.#slots[slot] ?? 0;
      if (node === 0 || (this.#words.get(node) === word && this.#parents.get(node) === parent)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let node = 1; node < this.size; node++)
      this.#slots[this.#slotOf(this.#parents.get(node), this.#words.get(node))] = node;
  }
}
