/** Values of one piece: lists of many columns grow without being copied, and none is much longer than what it holds. */
const pieceLength = 8192;

/** A growing list of numbers, eight bytes each. */
export class Float64List {
  #pieces: Float64Array[] = [];
  #last = new Float64Array(0);
  #used = 0;

  push(value: number): void {
    if (this.#used === this.#last.length) {
      // Short lists are common, and there may be thousands of them.
      this.#last = new Float64Array(Math.min(pieceLength, Math.max(64, this.#last.length * 2)));
      this.#pieces.push(this.#last);
      this.#used = 0;
    }
    this.#last[this.#used++] = value;
  }

  /** The values in one array; the list is empty then, so that they are not held twice. */
  take(): Float64Array {
    const pieces = this.#pieces.map((piece) => (piece === this.#last ? piece.subarray(0, this.#used) : piece));
    const values = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      values.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#last = new Float64Array(0);
    this.#used = 0;
    return values;
  }
}
