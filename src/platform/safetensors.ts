/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the tensors' little-endian bytes one after
 * another. Source: github.com/huggingface/safetensors, README, "Format". The same tensors give the same bytes.
 */

type TensorValues = Float32Array | Float64Array | Uint32Array;
/** One tensor; `values` has as many numbers as the product of `shape`. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}
export interface TensorFile {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;
/** The limit that the reference implementation sets. */
const headerLimit = 100_000_000;

const types = {
  F32: { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  F64: { bytes: 8, read: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  U32: { bytes: 4, read: (buffer: ArrayBuffer) => new Uint32Array(buffer) },
};
type TypeName = keyof typeof types;

/** The bytes in pieces: header, then each tensor without a copy, in the given order; metadata sorted by key. */
export function encodeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  // Written by hand: an object would move names that look like numbers to the front.
  const entries = sorted.length === 0 ? [] : [`"__metadata__":${JSON.stringify(Object.fromEntries(sorted))}`];
  const names = new Set<string>(["__metadata__"]);
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    if (names.has(name)) throw new Error(`two tensors are called ${name}`);
    names.add(name);
    if (countOf(shape) !== values.length) throw new Error(`${name}: [${shape.join(", ")}] is not ${values.length}`);
    const end = offset + values.byteLength;
    entries.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype: typeOf(values), shape, data_offsets: [offset, end] })}`,
    );
    offset = end;
  }
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  // Padded with spaces so that the tensors start at a multiple of 8 and can be mapped into memory.
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(lengthBytes + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, lengthBytes);
  return [header, ...tensors.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength))];
}

/** Reads the bytes of a safetensors file; throws an Error that says what is wrong. Every bound is checked before use. */
export function decodeSafetensors(bytes: Uint8Array<ArrayBuffer>): TensorFile {
  if (bytes.length < lengthBytes) throw new Error("the file is too short for a safetensors header");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = lengthBytes + length;
  if (length > headerLimit || start > bytes.length) throw new Error("the header is longer than the file");
  const header: unknown = JSON.parse(new TextDecoder("utf-8").decode(bytes.subarray(lengthBytes, start)));
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw new Error("the header is no object");
  const tensors: Tensor[] = [];
  let metadata: Record<string, string> = {};
  const spans: (readonly [number, number])[] = [];
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (name === "__metadata__") {
      metadata = readMetadata(entry);
      continue;
    }
    const { type, shape, from, to } = readEntry(name, entry);
    if (to > bytes.length - start) throw new Error(`${name}: its data lie outside the file`);
    spans.push([from, to]);
    tensors.push({ name, shape, values: types[type].read(bytes.slice(start + from, start + to).buffer) });
  }
  checkContiguous(spans, bytes.length - start);
  return { tensors, metadata };
}

function readEntry(name: string, entry: unknown): { type: TypeName; shape: number[]; from: number; to: number } {
  if (typeof entry !== "object" || entry === null) throw new Error(`${name}: no description`);
  const { dtype, shape, data_offsets: offsets } = entry as Record<"dtype" | "shape" | "data_offsets", unknown>;
  if (dtype !== "F32" && dtype !== "F64" && dtype !== "U32") throw new Error(`${name}: unknown type`);
  if (!isSizes(shape) || !isSizes(offsets)) throw new Error(`${name}: bad shape or offsets`);
  const [from, to] = offsets;
  if (from === undefined || to === undefined || offsets.length !== 2) throw new Error(`${name}: bad offsets`);
  if (to - from !== countOf(shape) * types[dtype].bytes) throw new Error(`${name}: shape and size disagree`);
  return { type: dtype, shape, from, to };
}

function readMetadata(entry: unknown): Record<string, string> {
  if (typeof entry !== "object" || entry === null) throw new Error("bad metadata");
  const pairs = Object.entries(entry).map(([key, value]: [string, unknown]) => {
    if (typeof value !== "string") throw new Error("metadata must be text");
    return [key, value] as const;
  });
  return Object.fromEntries(pairs);
}

function checkContiguous(spans: (readonly [number, number])[], size: number): void {
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) throw new Error("tensors overlap or leave a gap");
    end = to;
  }
  if (end !== size) throw new Error("bytes are left over behind the last tensor");
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 32 && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function typeOf(values: TensorValues): TypeName {
  if (values instanceof Float32Array) return "F32";
  return values instanceof Float64Array ? "F64" : "U32";
}
