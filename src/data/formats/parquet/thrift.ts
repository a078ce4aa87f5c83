import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { thousands } from "../../phrases.ts";
import { EndsEarly, ParquetFault } from "./fault.ts";

/**
 * A struct of Thrift's compact protocol, its fields by `field_N`: the metadata of Parquet. It is walked and checked
 * before hyparquet reads it, which believes every length.
 */
export class Struct {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  /** Reads the struct that starts at `from`. ParquetFault: it breaks the protocol; EndsEarly: the bytes end within it. */
  static read(bytes: Uint8Array, from: number): { readonly struct: Struct; readonly end: number } {
    const end = new Walker(bytes).struct(from, 0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, end);
    return { struct: new Struct(deserializeTCompactProtocol({ view, offset: from })), end };
  }

  /** A whole number from 0 that is exact in a double; undefined where the field is absent. */
  optionalCount(field: number): number | undefined {
    const value = this.#fields[`field_${String(field)}`];
    if (value === undefined) return undefined;
    const count = typeof value === "bigint" ? Number(value) : value;
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0)
      throw new ParquetFault("a count or place is negative or beyond all bounds");
    return count;
  }

  count(field: number, what: string): number {
    const count = this.optionalCount(field);
    if (count === undefined) throw new ParquetFault(`${what} is missing`);
    return count;
  }

  has(field: number): boolean {
    return this.#fields[`field_${String(field)}`] !== undefined;
  }

  /** Whether a field holds this truth value. */
  is(field: number, value: boolean): boolean {
    return this.#fields[`field_${String(field)}`] === value;
  }

  struct(field: number): Struct | undefined {
    const value = this.#fields[`field_${String(field)}`];
    return isFields(value) ? new Struct(value) : undefined;
  }

  structs(field: number): readonly Struct[] {
    return this.#list(field).map((value) => {
      if (!isFields(value)) throw new ParquetFault("a list holds something else than it should");
      return new Struct(value);
    });
  }

  text(field: number): string {
    return textOf(this.#fields[`field_${String(field)}`]);
  }

  texts(field: number): readonly string[] {
    return this.#list(field).map(textOf);
  }

  #list(field: number): readonly unknown[] {
    const value = this.#fields[`field_${String(field)}`];
    return Array.isArray(value) ? value : [];
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : "";
}

/** Types of the compact protocol. */
const types = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
};
const deepest = 16;
/** Most fields and list items of one struct and all in it, so that what they become in memory is bounded. */
const mostParts = 2_000_000;

/** Goes through a struct without making anything of it. */
class Walker {
  readonly #bytes: Uint8Array;
  #parts = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Where the struct that starts at `at` ends. */
  struct(at: number, depth: number): number {
    if (depth > deepest) throw new ParquetFault("structs are nested too deeply");
    for (;;) {
      const head = this.#byte(at++);
      const type = head & 15;
      if (type === types.stop) return at;
      if (head >> 4 === 0) at = this.#number(at, 3).end;
      this.#part();
      if (type !== types.true && type !== types.false) at = this.#element(type, at, depth);
    }
  }

  #element(type: number, at: number, depth: number): number {
    switch (type) {
      case types.true:
      case types.false:
      case types.byte:
        return this.#within(at + 1);
      case types.i16:
      case types.i32:
        return this.#number(at, 5).end;
      case types.i64:
        return this.#number(at, 10).end;
      case types.double:
        return this.#within(at + 8);
      case types.binary: {
        const { value, end } = this.#number(at, 5);
        return this.#within(end + value);
      }
      case types.list:
        return this.#list(at, depth);
      case types.struct:
        return this.struct(at, depth + 1);
      default:
        throw new ParquetFault("a field has a type that Parquet does not have");
    }
  }

  #list(at: number, depth: number): number {
    const head = this.#byte(at++);
    let size = head >> 4;
    if (size === 15) {
      const long = this.#number(at, 5);
      size = long.value;
      at = long.end;
    }
    // Each item takes a byte at least.
    this.#within(at + size);
    for (let i = 0; i < size; i++) {
      this.#part();
      at = this.#element(head & 15, at, depth + 1);
    }
    return at;
  }

  #number(at: number, longest: number): { readonly value: number; readonly end: number } {
    let value = 0;
    for (let i = 0; i < longest; i++) {
      const byte = this.#byte(at + i);
      value += (byte & 127) * 128 ** i;
      if (byte < 128) return { value, end: at + i + 1 };
    }
    throw new ParquetFault("a number is longer than numbers are");
  }

  #byte(at: number): number {
    this.#within(at + 1);
    return this.#bytes[at] ?? 0;
  }

  #within(end: number): number {
    if (end > this.#bytes.length) throw new EndsEarly("it ends within a value");
    return end;
  }

  #part(): void {
    if (++this.#parts > mostParts) throw new ParquetFault(`there are more than ${thousands(mostParts)} values`);
  }
}
