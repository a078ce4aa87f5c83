import { float32Text } from "../../base/float32Text.ts";

/** Numbers that are written at a time. */
const blockLength = 4096;

interface Listed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array;
}

/** Arrays as the items of a JSON list: name, shape and values, piece by piece; what is not finite is null. */
export function* listedNumbers(arrays: readonly Listed[]): Iterable<string> {
  for (const [at, { name, shape, values }] of arrays.entries()) {
    yield `${at === 0 ? "" : ","}\n{"name": ${JSON.stringify(name)}, "shape": ${JSON.stringify(shape)}, "values": [`;
    for (let from = 0; from < values.length; from += blockLength) {
      const part = Array.from(values.subarray(from, from + blockLength), (value) =>
        jsonNumber(value, values instanceof Float32Array),
      );
      yield `${from === 0 ? "" : ","}${part.join(",")}`;
    }
    yield "]}";
  }
}

function jsonNumber(value: number, isFloat32: boolean): string {
  if (!Number.isFinite(value)) return "null";
  return isFloat32 ? float32Text(value) : String(value);
}

/** The same of arrays by their names, each in one row. */
export function listedArrays(arrays: readonly (readonly [string, Listed["values"]])[]): Iterable<string> {
  return listedNumbers(arrays.map(([name, values]) => ({ name, shape: [values.length], values })));
}
