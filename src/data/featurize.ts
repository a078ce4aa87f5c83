import type { FeaturePorts } from "./featurePorts.ts";
import type { FeatureOptions, Featurizer, FeaturizerState } from "./featurizer.ts";
import { fitHashed, restoreHashed } from "./hashedFeatures.ts";
import { fitNumeric, restoreNumeric } from "./numericFeatures.ts";
import { fitOneHot, restoreOneHot } from "./oneHotFeatures.ts";
import type { ExampleTable, Splits } from "./table.ts";
import { fitTerms, restoreTerms } from "./termFeatures.ts";
import { partState, UnionFeaturizer } from "./unionFeatures.ts";
import { fitVectors, restoreVectors } from "./vectorFeatures.ts";

/** Fits features on the training examples alone. UserError: columns or vectors that do not fit the data. */
export async function fitFeaturizer(
  options: FeatureOptions,
  table: ExampleTable,
  splits: Splits,
  ports: FeaturePorts,
): Promise<Featurizer> {
  switch (options.kind) {
    case "wordVectors":
      return fitVectors(options, table, splits.train, ports);
    case "tfidf":
    case "counts":
      return ports.drive(fitTerms(options, table, splits.train));
    case "hashedNgrams":
      return ports.drive(fitHashed(options, table, splits.train));
    case "numeric":
      return ports.drive(fitNumeric(options, table, splits.train));
    case "oneHot":
      return ports.drive(fitOneHot(options, table, splits.train));
    case "union": {
      const parts: Featurizer[] = [];
      for (const part of options.of) parts.push(await fitFeaturizer(part, table, splits, ports));
      return new UnionFeaturizer(options, parts);
    }
  }
}

/** A fitted featurizer from what its `state()` gave. UserError when the state is damaged. */
export function restoreFeaturizer(options: FeatureOptions, state: FeaturizerState): Featurizer {
  switch (options.kind) {
    case "wordVectors":
      return restoreVectors(options, state);
    case "tfidf":
    case "counts":
      return restoreTerms(options, state);
    case "hashedNgrams":
      return restoreHashed(options, state);
    case "numeric":
      return restoreNumeric(options, state);
    case "oneHot":
      return restoreOneHot(options, state);
    case "union":
      return new UnionFeaturizer(
        options,
        options.of.map((part, at) => restoreFeaturizer(part, partState(state, at))),
      );
  }
}
