import { assertNever } from "../base/assert.ts";
import type { FeatureOptions, PartOptions, TokenizerOptions } from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import type { ResolvedDataset, ResolvedExperiment } from "./resolved.ts";
import { writeTraining } from "./resolveClassic.ts";
import { writeHidden } from "./resolveHidden.ts";
import { resolveExperiment } from "./resolve.ts";
import type { PartInput } from "./specFeatures.ts";
import type { LayoutInput } from "./specDataset.ts";
import { type ExperimentInput, experimentSchema } from "./spec.ts";

/** The experiment as a file that writes out every key; paths pass through `writePath`. */
export function experimentDocument(
  experiment: ResolvedExperiment,
  writePath: (path: string) => string = (path) => path,
): ExperimentInput {
  const { model } = experiment;
  return {
    dataset: writeDataset(experiment.dataset, writePath),
    split: writeSplit(experiment),
    features: writeFeatures(experiment.features, writePath),
    model:
      model.kind === "network"
        ? { ...model, hidden: model.hidden.map(writeHidden), initializer: writeInitializer(model.initializer) }
        : model,
    training: writeTraining(experiment),
  };
}

/**
 * A readable experiment file that resolves to the same experiment: features and model are named, every other key that
 * only repeats a default is left out. Paths pass through `writePath`, which makes them relative to the file's folder.
 */
export function experimentText(
  experiment: ResolvedExperiment,
  writePath: (path: string) => string = (path) => path,
): string {
  const facts = { layout: experiment.dataset.layout, resolvePath: (path: string) => path };
  let document: unknown = experimentDocument(experiment);
  const wanted = canonical(experiment);
  const resolvesToSame = (candidate: unknown): boolean => {
    const parsed = experimentSchema.safeParse(candidate);
    if (!parsed.success) return false;
    try {
      return canonical(resolveExperiment(parsed.data, facts)) === wanted;
    } catch {
      return false;
    }
  };
  for (const path of removablePaths(document)) {
    const shorter = without(document, path);
    if (resolvesToSame(shorter)) document = shorter;
  }
  return `${format(rewritePaths(document as ExperimentInput, writePath), 0)}\n`;
}

/** Folds decide what is for training and for validation; splits that come as files or by a column leave only validation to say. */
function writeSplit({ split, dataset }: ResolvedExperiment): NonNullable<ExperimentInput["split"]> {
  const given = split.splitColumn !== undefined || dataset.files.some(({ role }) => role !== "all");
  const { train, validation, test, ...rest } = split;
  if (split.folds !== undefined) return given ? rest : { test, ...rest };
  return given ? { train, validation, ...rest } : { train, validation, test, ...rest };
}

function writeDataset(
  { files, layout }: ResolvedDataset,
  writePath: (path: string) => string,
): ExperimentInput["dataset"] {
  const [first, ...others] = files;
  if (first === undefined) throw new Error("invariant: an experiment names a data file");
  const described = { path: writePath(first.path), ...layoutOf(layout) };
  if (first.role === "all") return described;
  const rest = Object.fromEntries(others.map(({ role, path }) => [role, writePath(path)]));
  return { train: described, ...rest };
}

/** What says of a layout all that is not read from the file anew. */
export function layoutOf(layout: FileLayout): LayoutInput {
  const {
    format,
    delimiter,
    text,
    label,
    numeric,
    categories = [],
    encoding,
    severalLabels,
    skip,
    splitColumn,
  } = layout;
  const features = [...numeric, ...categories];
  const named = !["lines", "fastText", "svmlight", "folders", "classFiles"].includes(format);
  return {
    ...formatKeys(format, delimiter),
    ...(encoding !== undefined && { encoding }),
    ...(named && {
      ...(text !== undefined && { text }),
      label,
      ...(features.length > 0 && { features }),
      ...(splitColumn !== undefined && { splitColumn }),
    }),
    ...(severalLabels !== undefined && { severalLabels }),
    ...(skip !== undefined && { skip: [...skip] }),
  };
}

function formatKeys(format: FileLayout["format"], delimiter: FileLayout["delimiter"]): LayoutInput {
  if (format !== "table") return { format };
  if (delimiter === "\t") return { format: "tsv" };
  return { format: delimiter === "," ? "csv" : "table" };
}

function writeFeatures(
  features: FeatureOptions,
  writePath: (path: string) => string,
): NonNullable<ExperimentInput["features"]> {
  if (features.kind !== "union") return writePart(features, writePath);
  return features.of.map((part) => writePart(part, writePath));
}

function writePart(part: PartOptions, writePath: (path: string) => string): PartInput {
  switch (part.kind) {
    case "wordVectors":
      return { ...part, path: writePath(part.path), tokenizer: writeTokenizer(part.tokenizer) };
    case "tfidf":
    case "counts": {
      const { kind, ngrams, characterNgrams, ...rest } = part;
      return {
        kind,
        ...(ngrams !== undefined && { ngrams: [...ngrams] }),
        ...(characterNgrams !== undefined && { characterNgrams: [...characterNgrams] }),
        ...rest,
        tokenizer: writeTokenizer(part.tokenizer),
      };
    }
    case "hashedNgrams": {
      const { kind, ngrams, characterNgrams, ...rest } = part;
      return {
        kind,
        ngrams: [...ngrams],
        ...(characterNgrams !== undefined && { characterNgrams: [...characterNgrams] }),
        ...rest,
        tokenizer: writeTokenizer(part.tokenizer),
      };
    }
    case "numeric":
    case "sparse":
      return part;
    case "oneHot":
      return { ...part, columns: [...part.columns] };
    default:
      return assertNever(part, "features");
  }
}

function writeTokenizer({ normalize, ...tokenizer }: TokenizerOptions) {
  return { ...tokenizer, ...(normalize !== undefined && { normalize: [...normalize] }) };
}

type WrittenInitializer = NonNullable<Extract<ExperimentInput["model"], { kind: "network" }>["initializer"]>;

function writeInitializer(initializer: { readonly kind: string; readonly deviation?: number }): WrittenInitializer {
  // A scaled initializer is written by its name alone; the schema knows every name that is resolved.
  return (initializer.deviation === undefined ? initializer.kind : initializer) as WrittenInitializer;
}

/** Blocks before what is in them; what a reader wants to see named stays. */
function removablePaths(document: unknown, above: readonly string[] = []): (readonly string[])[] {
  if (typeof document !== "object" || document === null) return [];
  // Of lists only that of features has entries with defaults.
  if (Array.isArray(document) && above.join(".") !== "features") return [];
  const paths: (readonly string[])[] = [];
  for (const [key, value] of Object.entries(document)) {
    const path = [...above, key];
    if (path[0] === "dataset" || path.join(".") === "model.kind") continue;
    if (path[0] === "features" && key === "kind" && above.at(-1) !== "tokenizer") continue;
    if ((path.length > 1 && !Array.isArray(document)) || key === "split" || key === "training") paths.push(path);
    paths.push(...removablePaths(value, path));
  }
  return paths;
}

function without(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? without(item, rest) : item));
  if (rest.length === 0) return withoutKey(value as Record<string, unknown>, key);
  const inner = without((value as Record<string, unknown>)[key], rest);
  // An object that has nothing left to say goes too.
  return typeof inner === "object" && inner !== null && Object.keys(inner).length === 0
    ? withoutKey(value as Record<string, unknown>, key)
    : { ...value, [key]: inner };
}

function withoutKey<T extends object, K extends string>(value: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>;
}

function rewritePaths(document: ExperimentInput, writePath: (path: string) => string): ExperimentInput {
  const rewrite = (value: unknown): unknown => {
    if (typeof value === "string") return writePath(value);
    if (typeof value !== "object" || value === null) return value;
    if ("path" in value) return { ...value, path: rewrite(value.path) };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
  };
  const { dataset, features } = document;
  return {
    ...document,
    dataset: rewrite(dataset) as ExperimentInput["dataset"],
    ...(features !== undefined && { features: rewriteFeatures(features, writePath) }),
  };
}

function rewriteFeatures(
  features: NonNullable<ExperimentInput["features"]>,
  writePath: (path: string) => string,
): NonNullable<ExperimentInput["features"]> {
  const rewrite = (entry: PartInput): PartInput =>
    entry.kind === "wordVectors" ? { ...entry, path: writePath(entry.path) } : entry;
  return Array.isArray(features) ? features.map(rewrite) : rewrite(features);
}

/** JSON that keeps short objects and lists on one line. */
function format(value: unknown, depth: number): string {
  const short = inline(value);
  if (depth > 0 && short.length <= 90) return short;
  if (typeof value !== "object" || value === null) return short;
  const [inner, outer] = ["  ".repeat(depth + 1), "  ".repeat(depth)];
  if (Array.isArray(value))
    return `[\n${value.map((item: unknown) => `${inner}${format(item, depth + 1)}`).join(",\n")}\n${outer}]`;
  const lines = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${format(item, depth + 1)}`,
  );
  return `{\n${lines.join(",\n")}\n${outer}}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
