import type { ByteSource } from "../table.ts";

/** A file's bytes, taken in order and in pieces as large as the reader asks for. */
export class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #size: number;
  readonly #onProgress: ((fraction: number) => void) | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #read = 0;

  constructor(source: ByteSource, onProgress?: (fraction: number) => void) {
    this.#chunks = source.chunks()[Symbol.asyncIterator]();
    this.#size = Math.max(1, source.size);
    this.#onProgress = onProgress;
  }

  /** Waits until so many bytes are there; false where the file ends before. */
  async has(count: number): Promise<boolean> {
    if (this.available >= count) return true;
    const pieces = [this.#bytes.subarray(this.#at)];
    let length = this.available;
    while (length < count) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      pieces.push(next.value);
      length += next.value.length;
      this.#read += next.value.length;
      this.#onProgress?.(Math.min(1, this.#read / this.#size));
    }
    this.#bytes = pieces.length === 2 && pieces[0]?.length === 0 ? (pieces[1] ?? this.#bytes) : joined(pieces, length);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    this.#at = 0;
    return length >= count;
  }

  /** Bytes that are there already. */
  get available(): number {
    return this.#bytes.length - this.#at;
  }

  /** What is there already, from the next byte on; good until the next `has`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  get int32(): number {
    return this.#view.getInt32(this.#at, true);
  }

  /** A count of 64 bits; beyond 2^53 it loses its last digits. */
  get int64(): number {
    return Number(this.#view.getBigInt64(this.#at, true));
  }

  /** The float32 that begins at so many bytes from here. */
  float32(offset: number): number {
    return this.#view.getFloat32(this.#at + offset, true);
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Where a byte of this value stands from here on, within what is there already; -1 for nowhere. */
  indexOf(value: number): number {
    const found = this.#bytes.indexOf(value, this.#at);
    return found < 0 ? -1 : found - this.#at;
  }

  /** The rest, as it comes. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.available === 0 && !(await this.has(1))) return;
      const bytes = this.bytes;
      this.skip(bytes.length);
      yield bytes;
    }
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
