import * as z from "zod";
import type { FeatureOptions } from "../data/featurizer.ts";

/** The features of a run.json, bounded as the rest of it is (recordSchema.ts). */

const text = z.string().max(100_000);
const number = z.number();
const count = z.int().nonnegative();
const lengths = z.tuple([count, count]);

const tokenizer = z.looseObject({
  kind: z.enum(["words", "whitespace", "segmenter", "characters"]),
  lowercase: z.boolean(),
  normalize: z
    .array(z.enum(["numbers", "urls"]))
    .max(2)
    .exactOptional(),
});

const wordVectors = z.looseObject({
  kind: z.literal("wordVectors"),
  path: z.string().max(4096),
  combine: z.enum(["concat", "mean", "tfidfMean"]),
  maxTokens: count,
  unknown: z.enum(["mean", "zero", "random", "subword"]),
  tokenizer,
});

const terms = z
  .looseObject({
    kind: z.enum(["tfidf", "counts"]),
    ngrams: lengths.exactOptional(),
    characterNgrams: lengths.exactOptional(),
    minDocumentFrequency: number,
    maxDocumentFrequency: number.exactOptional(),
    maxFeatures: count.exactOptional(),
    sublinear: z.literal(true).exactOptional(),
    norm: z.enum(["l2", "none"]).exactOptional(),
    tokenizer,
  })
  .refine(({ ngrams, characterNgrams }) => ngrams !== undefined || characterNgrams !== undefined, {
    error: "neither ngrams nor characterNgrams is there",
  });

const hashedNgrams = z.looseObject({
  kind: z.literal("hashedNgrams"),
  ngrams: lengths,
  characterNgrams: lengths.exactOptional(),
  buckets: count,
  tokenizer,
});

const numeric = z.looseObject({
  kind: z.literal("numeric"),
  scale: z.enum(["standard", "minMax", "none"]),
  missing: z.enum(["mean", "median"]),
});

const oneHot = z.looseObject({
  kind: z.literal("oneHot"),
  columns: z.array(text).max(100_000),
  maxValues: count,
});

const sparse = z.looseObject({ kind: z.literal("sparse"), scale: z.enum(["maxAbs", "none"]) });

const part = z.discriminatedUnion("kind", [wordVectors, terms, hashedNgrams, numeric, oneHot, sparse]);

export const recordFeatures: z.ZodType<FeatureOptions> = z.discriminatedUnion("kind", [
  part,
  z.looseObject({ kind: z.literal("union"), of: z.array(part).max(100) }),
]);
