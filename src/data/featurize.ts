import type { FeaturePorts } from "./featurePorts.ts";
import { type FeatureOptions, type Featurizer, type FeaturizerState, type TermOptions } from "./featurizer.ts";
import { fitHashed, restoreHashed } from "./hashedFeatures.ts";
import { fitNumeric, restoreNumeric } from "./numericFeatures.ts";
import { fitOneHot, restoreOneHot } from "./oneHotFeatures.ts";
import { fitSparse, restoreSparse } from "./sparseFeatures.ts";
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
    case "counts": {
      const apart = wordsAndCharacters(options);
      if (apart === null) return ports.drive(fitTerms(options, table, splits.train));
      return fitSideBySide(options, apart, { table, splits, ports });
    }
    case "hashedNgrams":
      return ports.drive(fitHashed(options, table, splits.train));
    case "numeric":
      return ports.drive(fitNumeric(options, table, splits.train));
    case "oneHot":
      return ports.drive(fitOneHot(options, table, splits.train));
    case "sparse":
      return ports.drive(fitSparse(options, table, splits.train));
    case "union":
      return fitSideBySide(options, options.of, { table, splits, ports });
  }
}

interface Fitting {
  readonly table: ExampleTable;
  readonly splits: Splits;
  readonly ports: FeaturePorts;
}

async function fitSideBySide(
  options: FeatureOptions,
  of: readonly FeatureOptions[],
  { table, splits, ports }: Fitting,
) {
  const parts: Featurizer[] = [];
  for (const part of of) parts.push(await fitFeaturizer(part, table, splits, ports));
  return new UnionFeaturizer(options, parts);
}

/** Terms of words and of characters, each counted by itself; null where the options have only one of them. */
function wordsAndCharacters(options: TermOptions): readonly [TermOptions, TermOptions] | null {
  const { ngrams, characterNgrams, ...rest } = options;
  if (ngrams === undefined || characterNgrams === undefined) return null;
  return [
    { ...rest, ngrams },
    { ...rest, characterNgrams },
  ];
}

/** A fitted featurizer from what its `state()` gave. UserError when the state is damaged. */
export function restoreFeaturizer(options: FeatureOptions, state: FeaturizerState): Featurizer {
  switch (options.kind) {
    case "wordVectors":
      return restoreVectors(options, state);
    case "tfidf":
    case "counts": {
      const apart = wordsAndCharacters(options);
      return apart === null ? restoreTerms(options, state) : restoreSideBySide(options, apart, state);
    }
    case "hashedNgrams":
      return restoreHashed(options, state);
    case "numeric":
      return restoreNumeric(options, state);
    case "oneHot":
      return restoreOneHot(options, state);
    case "sparse":
      return restoreSparse(options, state);
    case "union":
      return restoreSideBySide(options, options.of, state);
  }
}

function restoreSideBySide(options: FeatureOptions, of: readonly FeatureOptions[], state: FeaturizerState): Featurizer {
  return new UnionFeaturizer(
    options,
    of.map((part, at) => restoreFeaturizer(part, partState(state, at))),
  );
}
