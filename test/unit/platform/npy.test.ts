import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNpy, encodeNpy } from "../../../src/platform/npy.ts";

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const arrays = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }), fc.boolean(), fc.integer())
  .map(([shape, float, seed]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const numbers = Array.from({ length: count }, (_, at) => (seed % 1000) + at * 7 - 3);
    return { shape, values: float ? Float32Array.from(numbers, (value) => value / 3) : Int32Array.from(numbers) };
  });

test("what is written is read back, for every shape", () => {
  fc.assert(
    fc.property(arrays, ({ shape, values }) => {
      expect(decodeNpy(joined(encodeNpy(shape, values)))).toEqual({ shape, values });
    }),
  );
});

test("not-a-number and infinities keep their bits", () => {
  const values = new Float32Array([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]);
  const { values: read } = decodeNpy(joined(encodeNpy([4], values)));
  expect(new Uint8Array(read.buffer)).toEqual(new Uint8Array(values.buffer));
});

test("the bytes follow numpy's format description", () => {
  fc.assert(
    fc.property(arrays, ({ shape, values }) => {
      const bytes = joined(encodeNpy(shape, values));
      const view = new DataView(bytes.buffer);
      expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from("NUMPY"), 1, 0]);
      const headerLength = view.getUint16(8, true);
      expect((10 + headerLength) % 64).toBe(0);
      const header = new TextDecoder("ascii").decode(bytes.subarray(10, 10 + headerLength));
      expect(header.endsWith("\n")).toBe(true);
      // A Python literal of a dictionary with exactly these keys, a one-tuple with its comma.
      const tuple = shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(", ")})`;
      const type = values instanceof Float32Array ? "<f4" : "<i4";
      expect(header.trimEnd()).toBe(`{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`);
      values.forEach((value, index) => {
        const at = 10 + headerLength + index * 4;
        expect(values instanceof Float32Array ? view.getFloat32(at, true) : view.getInt32(at, true)).toBe(value);
      });
    }),
  );
});

test("bytes that are no array of ours are refused, whatever they are", () => {
  const good = joined(encodeNpy([3], new Float32Array(3)));
  expect(() => decodeNpy(good.slice(0, -1))).toThrow("the shape asks for 12 bytes, the file holds 11");
  expect(() => decodeNpy(good.slice(0, 20))).toThrow("cut off");
  fc.assert(
    fc.property(fc.nat(good.length - 13), fc.nat(255), (at, value) => {
      const bad = good.slice();
      bad[at] = value;
      // Either it is refused, or the change lies in the padding and nothing is different.
      try {
        expect(decodeNpy(bad).values).toHaveLength(3);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

test("a header that asks for a huge array is refused before anything is allocated", () => {
  const [header] = encodeNpy([1], new Float32Array(1));
  const text = Buffer.from(header ?? []).toString("latin1");
  const bytes = new Uint8Array(Buffer.from(text.replace("(1,), }          ", "(99999999999,), }"), "latin1"));
  expect(() => decodeNpy(bytes)).toThrow("the shape asks for");
});

test("a shape that does not fit the values is a defect of ours", () => {
  expect(() => encodeNpy([2, 2], new Float32Array(3))).toThrow("shape [2, 2] is not 3 values");
});
