/**
 * Writes protocol buffers: fields by number, lengths worked out from the inside out, large contents without a copy.
 * Source: protobuf.dev, "Encoding".
 */

type Pieces = readonly Uint8Array[];

/** A message under way: the encoded fields in order. */
export class Message {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get pieces(): Pieces {
    return this.#pieces;
  }

  /** A whole number; negative ones take ten bytes, as int64 does. */
  integer(field: number, value: number): this {
    return this.#tag(field, 0).#bytes(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, 5).#bytes(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, 2).#bytes(varint(value.length)).#bytes(value);
  }

  /** Whole numbers side by side. */
  packed(field: number, values: readonly number[]): this {
    const parts = values.map(varint);
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return this.bytes(field, all);
  }

  message(field: number, inner: Message): this {
    this.#tag(field, 2).#bytes(varint(inner.length));
    for (const piece of inner.pieces) this.#bytes(piece);
    return this;
  }

  messages(field: number, all: readonly Message[]): this {
    for (const inner of all) this.message(field, inner);
    return this;
  }

  #tag(field: number, wireType: number): this {
    return this.#bytes(varint(field * 8 + wireType));
  }

  #bytes(value: Uint8Array): this {
    this.#pieces.push(value);
    this.#length += value.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
