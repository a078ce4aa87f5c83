/**
 * NumPy's .npy format, version 1.0, for little-endian float32 and int32 in C order.
 * Source: numpy/lib/format.py ("Format Version 1.0").
 */

/** An array as a .npy file holds it: `values` has as many numbers as the product of `shape`. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const preambleLength = 10;
const alignment = 64;

/** The bytes of a .npy file in pieces: header, then the values without a copy. Throws when shape and values disagree. */
export function encodeNpy(shape: readonly number[], values: Float32Array | Int32Array): Uint8Array[] {
  if (countOf(shape) !== values.length) throw new Error(`shape [${shape.join(", ")}] is not ${values.length} values`);
  const dimensions = shape.length === 1 ? `${String(shape[0])},` : shape.join(", ");
  const type = values instanceof Float32Array ? "<f4" : "<i4";
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((preambleLength + dictionary.length + 1) / alignment) * alignment - preambleLength;
  const text = `${dictionary.padEnd(length - 1)}\n`;
  const header = new Uint8Array(preambleLength + length);
  header.set(magic);
  new DataView(header.buffer).setUint16(8, length, true);
  header.set(new TextEncoder().encode(text), preambleLength);
  return [header, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
}

const headerPattern =
  /^\{'descr': '(<f4|<i4)', 'fortran_order': False, 'shape': \(((?:\d{1,15}, ?)*(?:\d{1,15})?)\), \} *\n$/;

/** Reads the bytes of a .npy file; throws an Error that says what is wrong when it is not one of ours. */
export function decodeNpy(bytes: Uint8Array<ArrayBuffer>): NpyArray {
  if (bytes.length < preambleLength || magic.some((byte, index) => bytes[index] !== byte)) {
    throw new Error("not a .npy file of version 1.0");
  }
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const start = preambleLength + headerLength;
  if (start > bytes.length) throw new Error("the header is cut off");
  const match = headerPattern.exec(new TextDecoder("latin1").decode(bytes.subarray(preambleLength, start)));
  if (match === null) throw new Error("the header is not that of a float32 or int32 array in C order");
  const shape = (match[2] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const count = countOf(shape);
  if (count * 4 !== bytes.length - start) {
    throw new Error(`the shape asks for ${String(count * 4)} bytes, the file holds ${String(bytes.length - start)}`);
  }
  // A copy: the values need an offset that is a multiple of four, and must not keep the header's buffer alive.
  const data = bytes.slice(start).buffer;
  return { shape, values: match[1] === "<f4" ? new Float32Array(data) : new Int32Array(data) };
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
