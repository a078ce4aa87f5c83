import type { LayerFigures } from "../experiment/metrics.ts";
import type { LayerSummary } from "../models/classifier.ts";

/** From this share of a layer's units on there is something to say. */
const manyUnits = 0.5;

/** What the latest figures of the layers suggest to try, a sentence each; for screens and the command line. */
export function layerHints(figures: readonly LayerFigures[], layers: readonly LayerSummary[]): readonly string[] {
  return figures.flatMap(({ name, dead = 0, saturated = 0 }) => {
    const activation = layers.find((layer) => layer.name === name)?.activation;
    const hints: string[] = [];
    if (dead >= manyUnits) {
      const leak = activation === "relu" ? " or leakyRelu" : " or another initializer";
      hints.push(`${percent(dead)} of ${name}'s units are dead: try a smaller learning rate${leak}.`);
    }
    if (saturated >= manyUnits)
      hints.push(
        `${name} is saturated for ${percent(saturated)} of units and examples: try a smaller learning rate or relu.`,
      );
    return hints;
  });
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
