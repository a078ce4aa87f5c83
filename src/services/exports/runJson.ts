import { type Exporter, textPieces } from "./exporter.ts";
import { listedArrays, listedNumbers } from "./listedArrays.ts";
import { modelFacts } from "./modelFacts.ts";

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
      yield* listedNumbers(weights);
      yield `],\n"featureArrays": [`;
      yield* listedArrays([...features.arrays]);
      yield "]}";
    }
    yield "\n}\n";
  };
  return [textPieces("run.json", make)];
};
