import type { Exporter } from "./exporter.ts";
import { modelFacts } from "./modelFacts.ts";

/**
 * One safetensors file that classifies alone: the model's arrays under their names, those of the fitted features under
 * `features.<name>`, and in the metadata, each value JSON but for the format, what `modelFacts` tells.
 */
export const exportTensors: Exporter = async (source, { arrays }) => {
  const weights = await source.weights();
  const features = await source.features();
  const tensors = [
    ...weights,
    ...[...features.arrays].map(([name, values]) => ({ name: `features.${name}`, shape: [values.length], values })),
  ];
  const facts = Object.entries(modelFacts(source.record, features));
  const metadata = Object.fromEntries(facts.map(([key, value]) => [key, JSON.stringify(value)]));
  return [
    { name: "model.safetensors", pieces: arrays.safetensors(tensors, { ...metadata, format: "benchtop-model-1" }) },
  ];
};
