import fc from "fast-check";
import { expect, test } from "vitest";
import { type Tensor, decodeSafetensors, encodeSafetensors } from "../../../src/platform/safetensors.ts";

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function file(header: unknown, data: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const tensor = fc
  .tuple(fc.string({ unit: "grapheme" }), fc.array(fc.nat(4), { maxLength: 3 }), fc.constantFrom("F32", "F64", "U32"))
  .filter(([name]) => name !== "__metadata__" && name !== "__proto__")
  .map(([name, shape, type]): Tensor => {
    const count = shape.reduce((product, size) => product * size, 1);
    const numbers = Array.from({ length: count }, (_, at) => at * 3 + 1);
    const values =
      type === "F32"
        ? Float32Array.from(numbers)
        : type === "F64"
          ? Float64Array.from(numbers)
          : Uint32Array.from(numbers);
    return { name, shape, values };
  });
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 });

test("tensors and metadata are read back as they were written", () => {
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (given, metadata) => {
      const read = decodeSafetensors(joined(encodeSafetensors(given, metadata)));
      expect(new Map(read.tensors.map((one) => [one.name, one]))).toEqual(new Map(given.map((one) => [one.name, one])));
      expect(read.metadata).toEqual(metadata);
    }),
  );
});

test("the bytes follow the format's description and keep the given order", () => {
  const given: Tensor[] = [
    { name: "2", shape: [2], values: new Float32Array([1.5, -2]) },
    { name: "1", shape: [1, 2], values: new Float32Array([3, 4]) },
  ];
  const bytes = joined(encodeSafetensors(given, { b: "2", a: "1" }));
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  expect((8 + length) % 8).toBe(0);
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(text.trimEnd()).toBe(
    '{"__metadata__":{"a":"1","b":"2"},"2":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
      '"1":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}',
  );
  expect([0, 4, 8, 12].map((at) => view.getFloat32(8 + length + at, true))).toEqual([1.5, -2, 3, 4]);
  expect(bytes).toHaveLength(8 + length + 16);
});

test("the same tensors give the same bytes, whatever the order of the metadata's keys", () => {
  const given: Tensor[] = [{ name: "w", shape: [3], values: new Float32Array([1, 2, 3]) }];
  expect(joined(encodeSafetensors(given, { a: "1", b: "2" }))).toEqual(
    joined(encodeSafetensors(given, { b: "2", a: "1" })),
  );
});

test.each([
  [
    "a header longer than the file",
    new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 0]),
    "longer than the file",
  ],
  ["too few bytes", new Uint8Array(3), "too short"],
  ["a header that is no object", file("[1]", 0), "no object"],
  ["data outside the file", file({ w: { dtype: "F32", shape: [9], data_offsets: [0, 36] } }, 8), "outside the file"],
  ["a shape that is not its size", file({ w: { dtype: "F32", shape: [3], data_offsets: [0, 8] } }, 8), "disagree"],
  ["an unknown type", file({ w: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, 8), "unknown type"],
  ["negative offsets", file({ w: { dtype: "F32", shape: [1], data_offsets: [-4, 0] } }, 8), "bad shape or offsets"],
  ["bytes left over", file({ w: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, 8), "left over"],
  [
    "overlapping tensors",
    file(
      {
        a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
        b: { dtype: "F32", shape: [2], data_offsets: [4, 12] },
      },
      12,
    ),
    "overlap",
  ],
])("%s is refused", (_, bytes, message) => {
  expect(() => decodeSafetensors(bytes)).toThrow(message);
});

test("two tensors of one name are a defect of ours", () => {
  const one: Tensor = { name: "w", shape: [1], values: new Float32Array(1) };
  expect(() => encodeSafetensors([one, one])).toThrow("two tensors are called w");
});
