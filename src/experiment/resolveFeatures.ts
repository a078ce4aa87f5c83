import { UserError } from "../base/errors.ts";
import type {
  FeatureOptions,
  NumericOptions,
  OneHotOptions,
  PartOptions,
  TermOptions,
  TokenizerOptions,
} from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import { listed } from "../data/phrases.ts";
import type { FeatureSpec } from "./spec.ts";
import type { OneHotSpec, PartSpec, TermSpec } from "./specFeatures.ts";

interface FeatureFacts {
  readonly layout: FileLayout;
  /** Told by it examples must not be: it only says which of them belong together. */
  readonly groupColumn?: string;
  /** Nor by the one that says which split they are for. */
  readonly splitColumn?: string;
  readonly resolvePath: (path: string) => string;
}

/** Features with every default written out; those that the data cannot give are UserErrors naming the key. */
export function resolveFeatures(spec: FeatureSpec | undefined, facts: FeatureFacts): FeatureOptions {
  const known = { ...facts, layout: withoutGroups(facts) };
  if (spec === undefined) return known.layout.text === undefined ? defaultColumns(known.layout) : defaultTerms;
  if (!Array.isArray(spec)) return resolvePart(spec, known, "features");
  const [first, ...others] = spec.map((part, at) => resolvePart(part, known, `features.${String(at)}`));
  // A list of one entry is that entry.
  return first !== undefined && others.length === 0
    ? first
    : { kind: "union", of: first === undefined ? [] : [first, ...others] };
}

const defaultNumeric: NumericOptions = { kind: "numeric", scale: "standard", missing: "mean" };
const mostValues = 100;

function withoutGroups({ layout, groupColumn, splitColumn }: FeatureFacts): FileLayout {
  const { categories, ...rest } = layout;
  const kept = categories?.filter((name) => name !== groupColumn && name !== splitColumn) ?? [];
  return kept.length === 0 ? rest : { ...rest, categories: kept };
}

function defaultColumns({ numeric, categories, sparse }: FileLayout): FeatureOptions {
  if (sparse !== undefined) return { kind: "sparse", scale: "maxAbs" };
  if (categories === undefined) return defaultNumeric;
  const oneHot: OneHotOptions = { kind: "oneHot", columns: categories, maxValues: mostValues };
  return numeric.length === 0 ? oneHot : { kind: "union", of: [defaultNumeric, oneHot] };
}

const defaultTerms: TermOptions = {
  kind: "tfidf",
  ngrams: [1, 2],
  minDocumentFrequency: 1,
  tokenizer: { kind: "words", lowercase: true },
};

function resolvePart(spec: PartSpec, { layout, resolvePath }: FeatureFacts, place: string): PartOptions {
  const field = `${place}.kind`;
  switch (spec.kind) {
    case "oneHot":
      return resolveOneHot(spec, layout, place);
    case "sparse":
      if (layout.sparse !== undefined) return spec;
      throw new UserError(
        "The data has no index:value pairs.",
        "Choose other features: only svmlight files have them.",
        {
          field,
        },
      );
    case "numeric":
      if (layout.numeric.length > 0) return spec;
      throw new UserError(
        "The data has no columns of numbers.",
        'Choose "tfidf", "counts" or "wordVectors", or name the columns in dataset.features.',
        { field },
      );
    case "tfidf":
    case "counts":
      requireText(layout, field);
      return resolveTerms(spec);
    case "wordVectors":
      requireText(layout, field);
      return { ...spec, path: resolvePath(spec.path), tokenizer: resolveTokenizer(spec.tokenizer) };
    case "hashedNgrams": {
      requireText(layout, field);
      const { characterNgrams, ...rest } = spec;
      return {
        ...rest,
        tokenizer: resolveTokenizer(rest.tokenizer),
        ...(characterNgrams !== undefined && { characterNgrams }),
      };
    }
  }
}

function resolveOneHot({ kind, columns, maxValues }: OneHotSpec, layout: FileLayout, place: string): OneHotOptions {
  const { categories = [] } = layout;
  if (categories.length === 0)
    throw new UserError(
      "The data has no columns of text with few values to learn from.",
      "Choose other features, or name the columns in dataset.features.",
      { field: `${place}.kind` },
    );
  for (const [at, name] of (columns ?? []).entries())
    if (!categories.includes(name))
      throw new UserError(
        `"${name}" is not one of the columns of text with few values that are features.`,
        `Choose among ${listed(categories)}, or name it in dataset.features as well.`,
        { field: `${place}.columns.${String(at)}` },
      );
  return { kind, columns: [...new Set(columns ?? categories)], maxValues };
}

/** What is off is left out, so that equal options are written alike. */
function resolveTerms(spec: TermSpec): TermOptions {
  const { kind, characterNgrams, minDocumentFrequency, maxDocumentFrequency, maxFeatures, sublinear, norm } = spec;
  const ngrams = spec.ngrams ?? (characterNgrams === undefined ? [1, 2] : undefined);
  return {
    kind,
    ...(ngrams !== undefined && { ngrams }),
    ...(characterNgrams !== undefined && { characterNgrams }),
    minDocumentFrequency,
    ...(maxDocumentFrequency !== 1 && { maxDocumentFrequency }),
    ...(maxFeatures !== undefined && { maxFeatures }),
    ...(sublinear && { sublinear }),
    ...(norm !== undefined && norm !== (kind === "tfidf" ? "l2" : "none") && { norm }),
    tokenizer: resolveTokenizer(spec.tokenizer),
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
