import { float32Text } from "../../base/float32Text.ts";
import { type Exporter, textPieces } from "./exporter.ts";
import { modelFacts } from "./modelFacts.ts";

/** Numbers that are written at a time. */
const blockLength = 4096;

/**
 * One JSON object: `run` (as in run.json), `annotations`, `epochs` and, of a run that kept one, `model`: what
 * `modelFacts` tells, `parameters` and `featureArrays`. A number that is not finite is null.
 */
export const exportJson: Exporter = async (source) => {
  const { record, annotations } = source;
  const epochs = await source.epochs();
  // A run that failed has no model, but settings and a curve to tell of.
  const hasModel = record.best !== null && record.fingerprints.features !== null;
  const weights = hasModel ? await source.weights() : [];
  const features = hasModel ? await source.features() : undefined;
  const make = function* (): Iterable<string> {
    yield `{\n"format": "benchtop-run-1",\n"run": ${JSON.stringify(record)},\n`;
    yield `"annotations": ${JSON.stringify(annotations)},\n"epochs": ${JSON.stringify(epochs)}`;
    if (features !== undefined) {
      yield `,\n"model": {"facts": ${JSON.stringify(modelFacts(record, features))},\n"parameters": [`;
      yield* listed(weights);
      yield `],\n"featureArrays": [`;
      yield* listed([...features.arrays].map(([name, values]) => ({ name, shape: [values.length], values })));
      yield "]}";
    }
    yield "\n}\n";
  };
  return [textPieces("run.json", make)];
};

interface Listed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array;
}

function* listed(arrays: readonly Listed[]): Iterable<string> {
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
