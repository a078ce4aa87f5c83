/** Finds words by their UTF-8 bytes without making strings: open addressing over FNV-1a. */
export class WordIndex {
  readonly #bytes: Uint8Array;
  /** Word i owns bytes offsets[i] … offsets[i + 1]. */
  readonly #offsets: Uint32Array;
  /** Word number + 1 per slot, 0 = free. */
  readonly #slots: Uint32Array;

  constructor(words: readonly string[]) {
    const encoder = new TextEncoder();
    const encoded = words.map((word) => encoder.encode(word));
    this.#offsets = new Uint32Array(words.length + 1);
    encoded.forEach((bytes, i) => {
      this.#offsets[i + 1] = (this.#offsets[i] ?? 0) + bytes.length;
    });
    this.#bytes = new Uint8Array(this.#offsets[words.length] ?? 0);
    let size = 16;
    while (size < words.length * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    encoded.forEach((bytes, i) => {
      this.#bytes.set(bytes, this.#offsets[i] ?? 0);
      if (this.find(bytes, 0, bytes.length) < 0) this.#slots[this.#freeSlot(bytes)] = i + 1;
    });
  }

  /** The number of the word in bytes[from, to), or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = fnv1a(bytes, from, to) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) return -1;
      if (this.#equals(entry - 1, bytes, from, to)) return entry - 1;
      slot = (slot + 1) & mask;
    }
  }

  #freeSlot(bytes: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = fnv1a(bytes, 0, bytes.length) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  #equals(word: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#offsets[word] ?? 0;
    const length = (this.#offsets[word + 1] ?? 0) - start;
    if (length !== to - from) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[start + i] !== bytes[from + i]) return false;
    return true;
  }
}

function fnv1a(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash >>> 0;
}
