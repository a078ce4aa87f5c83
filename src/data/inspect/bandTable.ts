/** Finds contents that share a band with another: hash chains over (band, key), the newest first. */
export class BandTable {
  readonly #bands: number;
  readonly #keys: Uint32Array;
  /** Entry + 1 at the head of each chain, 0 = none. An entry is content × bands + band. */
  readonly #heads: Uint32Array;
  readonly #next: Uint32Array;

  /** @param contents how many there may be; contents × bands is below 2^32. */
  constructor(contents: number, bands: number) {
    this.#bands = bands;
    this.#keys = new Uint32Array(contents * bands);
    this.#next = new Uint32Array(contents * bands);
    let slots = 1024;
    while (slots < contents * bands && slots < 2 ** 26) slots *= 2;
    this.#heads = new Uint32Array(slots);
  }

  add(content: number, keys: Uint32Array): void {
    for (let band = 0; band < this.#bands; band++) {
      const entry = content * this.#bands + band;
      const key = keys[band] ?? 0;
      const slot = this.#slot(key, band);
      this.#keys[entry] = key;
      this.#next[entry] = this.#heads[slot] ?? 0;
      this.#heads[slot] = entry + 1;
    }
  }

  /** Contents that share a band, each once, at most `most` of them; a share of every band's chain. */
  candidates(keys: Uint32Array, most: number): { readonly found: ReadonlySet<number>; readonly isComplete: boolean } {
    const found = new Set<number>();
    let isComplete = true;
    for (let band = 0; band < this.#bands && isComplete; band++) {
      const key = keys[band] ?? 0;
      let steps = 0;
      for (let at = this.#heads[this.#slot(key, band)] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0) {
        const entry = at - 1;
        if (found.size === most || ++steps > 8 * most) {
          isComplete = false;
          break;
        }
        if (this.#keys[entry] === key && entry % this.#bands === band) found.add(Math.floor(entry / this.#bands));
      }
    }
    return { found, isComplete };
  }

  #slot(key: number, band: number): number {
    return (Math.imul(key ^ Math.imul(band + 1, 0x9e3779b1), 0x85ebca6b) >>> 6) & (this.#heads.length - 1);
  }
}
