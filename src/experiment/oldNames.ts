/**
 * What options of features were called once: an experiment file with an old name is refused with the new one, a run
 * record that was written with it still opens.
 */

/** What to write in place of an old key of `features`; null when it is not one. */
export function renamedKey(path: readonly PropertyKey[], key: string, entry: unknown): string | null {
  if (path[0] !== "features" || !isObject(entry)) return null;
  const value = entry[key];
  if (key === "maxDocumentShare")
    return `It is called maxDocumentFrequency: write "maxDocumentFrequency": ${shown(value)}.`;
  if (key !== "analyzer") return null;
  const lengths = shown(entry["ngrams"] ?? [2, 5]);
  switch (value) {
    case "charactersInWords":
      return `Write "characterNgrams": ${lengths} in place of it and of ngrams.`;
    case "characters":
      return `Write "tokenizer": {"kind": "characters"} and "ngrams": ${lengths} in place of it.`;
    default:
      return "Leave it out: ngrams counts words, characterNgrams characters within words.";
  }
}

/** What to write in place of an old value of `features`; null when it is not one. */
export function renamedValue(path: readonly PropertyKey[], value: unknown): string | null {
  if (path[0] !== "features" || path.at(-1) !== "kind" || value !== "union") return null;
  return 'Several features side by side are a list: write "features": [ … ] with the entries that "of" has.';
}

/** The JSON of a run record with the options of its features under their names of today; whatever else it is, as it is. */
export function withNamesOfToday(record: unknown): unknown {
  if (!isObject(record) || !isObject(record["experiment"])) return record;
  const { experiment } = record;
  return { ...record, experiment: { ...experiment, features: features(experiment["features"]) } };
}

function features(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (value["kind"] === "union" && Array.isArray(value["of"])) return { ...value, of: value["of"].map(features) };
  if (value["kind"] !== "tfidf" && value["kind"] !== "counts") return value;
  const { analyzer, maxDocumentShare, ...rest } = value;
  const named = maxDocumentShare === undefined ? rest : { ...rest, maxDocumentFrequency: maxDocumentShare };
  if (analyzer === "characters" && isObject(rest["tokenizer"]))
    return { ...named, tokenizer: { ...rest["tokenizer"], kind: "characters" } };
  if (analyzer !== "charactersInWords") return named;
  const { ngrams, ...others } = named as Record<string, unknown>;
  return { ...others, characterNgrams: ngrams };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value).replaceAll(",", ", ");
}
