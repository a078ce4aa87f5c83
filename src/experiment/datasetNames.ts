/**
 * What the ending of a file's name promises. A `table` is shown in lists while it is looked at; what is only `perhaps` a
 * dataset, as most files of its kind are none, is not seen before it turned out to be one.
 */
interface Ending {
  readonly promise: NamePromise;
  /** Whether such files are looked for packed with gzip, too. */
  readonly packed: boolean;
}
type NamePromise = "table" | "perhaps";

/** Endings of the files that may be datasets: the default of `benchtop.datasets.include`, of dialogs and of agents. */
const dataEndings = {
  csv: { promise: "table", packed: true },
  tsv: { promise: "table", packed: true },
  tab: { promise: "table", packed: true },
  data: { promise: "perhaps", packed: false },
  jsonl: { promise: "table", packed: true },
  ndjson: { promise: "table", packed: true },
  json: { promise: "perhaps", packed: true },
  parquet: { promise: "table", packed: false },
  svm: { promise: "table", packed: true },
  svmlight: { promise: "table", packed: true },
  libsvm: { promise: "table", packed: true },
  txt: { promise: "perhaps", packed: true },
  pos: { promise: "perhaps", packed: false },
  neg: { promise: "perhaps", packed: false },
} as const satisfies Readonly<Record<string, Ending>>;

export const dataFileEndings: readonly string[] = Object.keys(dataEndings);

/** The globs of all of them. */
export const dataGlobs: readonly string[] = [
  `**/*.{${dataFileEndings.join(",")}}`,
  `**/*.{${Object.entries(dataEndings)
    .flatMap(([name, { packed }]) => (packed ? [name] : []))
    .join(",")}}.gz`,
];

/** Where no datasets are looked for: folders of tools, packages and caches. */
export const otherGlobs: readonly string[] = [
  "**/node_modules/**",
  "**/.*/**",
  "**/venv/**",
  "**/site-packages/**",
  "**/__pycache__/**",
];

/** What a file's name promises; a name that only a person's own globs match is taken for a table's. */
export function promiseOf(name: string): NamePromise {
  const ending = endingOf(name);
  return isDataEnding(ending) ? dataEndings[ending].promise : "table";
}

/** The last ending in lower case, without that of gzip. */
function endingOf(name: string): string {
  const plain = name.replace(/\.gz$/iu, "");
  return plain.slice(plain.lastIndexOf(".") + 1).toLowerCase();
}

function isDataEnding(ending: string): ending is keyof typeof dataEndings {
  return Object.hasOwn(dataEndings, ending);
}

/** Files that are named after what is opposite are a class each. */
const opposites: readonly (readonly string[])[] = [
  ["pos", "neg", "neu"],
  ["positive", "negative", "neutral"],
  ["ham", "spam"],
  ["real", "fake"],
  ["true", "fake"],
  ["true", "false"],
  ["truthful", "deceptive"],
  ["subjective", "objective"],
  ["yes", "no"],
];

/** Whether names of classes are opposites of each other, such as `pos` and `neg`. */
export function areOpposites(names: Iterable<string>): boolean {
  const lower = new Set(Array.from(names, (name) => name.toLowerCase()));
  return lower.size > 1 && opposites.some((row) => [...lower].every((name) => row.includes(name)));
}
