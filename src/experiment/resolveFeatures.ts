import { UserError } from "../base/errors.ts";
import type { FeatureOptions, NumericOptions, TermOptions, TokenizerOptions } from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import type { FeatureSpec } from "./spec.ts";
import type { TermSpec } from "./specFeatures.ts";

interface FeatureFacts {
  readonly layout: FileLayout;
  readonly resolvePath: (path: string) => string;
}

/** Features with every default written out; those that the data cannot give are UserErrors naming the key. */
export function resolveFeatures(spec: FeatureSpec | undefined, facts: FeatureFacts): FeatureOptions {
  const { layout } = facts;
  if (spec === undefined) return layout.text === undefined ? defaultNumeric : defaultTerms;
  switch (spec.kind) {
    case "union":
      return {
        kind: "union",
        of: spec.of.map((part, at) => resolvePart(part, layout, `features.of[${String(at)}].kind`)),
      };
    case "wordVectors":
      requireText(layout, "features.kind");
      return { ...spec, path: facts.resolvePath(spec.path), tokenizer: resolveTokenizer(spec.tokenizer) };
    case "tfidf":
    case "counts":
    case "numeric":
      return resolvePart(spec, layout, "features.kind");
  }
}

const defaultNumeric: NumericOptions = { kind: "numeric", scale: "standard", missing: "mean" };
const defaultTerms: TermOptions = {
  kind: "tfidf",
  ngrams: [1, 2],
  minDocumentFrequency: 1,
  tokenizer: { kind: "words", lowercase: true },
};

function resolvePart(spec: TermSpec | NumericOptions, layout: FileLayout, field: string): TermOptions | NumericOptions {
  if (spec.kind !== "numeric") {
    requireText(layout, field);
    return resolveTerms(spec);
  }
  if (layout.numeric.length > 0) return spec;
  throw new UserError(
    "The data has no columns of numbers.",
    'Choose "tfidf", "counts" or "wordVectors", or name the columns in dataset.features.',
    { field },
  );
}

/** What is off is left out, so that equal options are written alike. */
function resolveTerms(spec: TermSpec): TermOptions {
  const { kind, analyzer, minDocumentFrequency, maxDocumentShare, maxFeatures, sublinear, norm, tokenizer } = spec;
  const words = analyzer === "words";
  return {
    kind,
    ...(!words && { analyzer }),
    ngrams: spec.ngrams ?? (words ? [1, 2] : [2, 5]),
    minDocumentFrequency,
    ...(maxDocumentShare < 1 && { maxDocumentShare }),
    ...(maxFeatures !== undefined && { maxFeatures }),
    ...(sublinear && { sublinear }),
    ...(norm !== undefined && norm !== (kind === "tfidf" ? "l2" : "none") && { norm }),
    tokenizer: resolveTokenizer(tokenizer),
  };
}

/** What is normalised stands once, in one order. */
function resolveTokenizer({ normalize, ...tokenizer }: TermSpec["tokenizer"]): TokenizerOptions {
  const chosen = (["numbers", "urls"] as const).filter((kind) => normalize.includes(kind));
  return { ...tokenizer, ...(chosen.length > 0 && { normalize: chosen }) };
}

function requireText(layout: FileLayout, field: string): void {
  if (layout.text !== undefined) return;
  throw new UserError("The data has no column of texts.", 'Choose "numeric", or name the column in dataset.text.', {
    field,
  });
}
