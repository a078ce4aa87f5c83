import { headerNames, parseNumber } from "./cells.ts";
import { excerpt, listed } from "./phrases.ts";
import type { FileLayout, LayoutChoices } from "./layout.ts";
import { RecordScanner } from "./records.ts";

/** The rows at the start of a file under one way of reading it. */
export interface Format {
  readonly format: FileLayout["format"];
  readonly delimiter: FileLayout["delimiter"];
  /** Whether columns have names of their own: from a header, or as keys. */
  readonly header: boolean;
  readonly columns: readonly string[];
  /** Without the header, all as wide as `columns`. */
  readonly rows: readonly (readonly string[])[];
  readonly reasons: readonly string[];
}

interface Attempt {
  readonly delimiter: FileLayout["delimiter"];
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  /** Rows of the commonest width among all rows, broken ones counted as well. */
  readonly share: number;
  /** Whether some field starts with a quote, and whether all those close as RFC 4180 says. */
  readonly quoted: boolean;
  readonly clean: boolean;
}

const delimiterNames = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" } as const;
const enoughShare = 0.8;

/** Names that columns of labelled files usually have; a row with one of them is a header. */
export const labelNames: readonly string[] = [
  ...["label", "labels", "class", "category", "target", "species", "sentiment", "author", "topic", "y"],
  ...["classname", "class_name", "class_label", "category_name", "label_text", "label_name", "gold_label", "intent"],
  ...["genre", "emotion", "stance", "language", "lang", "diagnosis", "outcome", "spam", "is_spam"],
];
export const textNames: readonly string[] = [
  ...["text", "sentence", "review", "content", "message", "body", "comment", "headline", "title", "description"],
  ...["tweet", "document", "doc", "question", "utterance", "abstract", "summary", "name", "word", "phrase"],
];
const usualNames = new Set([...labelNames, ...textNames]);

/** Finds delimiter, quoting and header of the text at the start of a file; undefined when it has no columns. */
export function sniffFormat(text: string, whole: boolean, path: string, choices: LayoutChoices): Format | undefined {
  const attempts = delimitersFor(path, choices).map((delimiter) => attempt(text, whole, path, delimiter));
  let best: Attempt | undefined;
  for (const next of attempts)
    if (next.width >= 2 && next.share >= enoughShare && next.share > (best?.share ?? 0)) best = next;
  if (choices.format === "lines" || (choices.format === undefined && looksLikeLines(attempts, best, choices))) {
    const lines = asLines(text, whole, path);
    if (lines !== undefined) return lines;
    if (choices.format === "lines") return undefined;
  }
  if (best === undefined) return undefined;
  const { delimiter, width } = best;
  const [first, ...rest] = best.rows;
  const { header, because } = first === undefined ? nothingRead : headerOf(first, rest, choices.header);
  const columns =
    header && first !== undefined
      ? headerNames(first)
      : Array.from({ length: width }, (_, i) => `column${String(i + 1)}`);
  return {
    format: "table",
    delimiter,
    header,
    columns,
    rows: header ? rest : best.rows,
    reasons: [
      `The fields are separated by ${delimiterNames[delimiter]}.`,
      header
        ? `The first row names the columns, ${because}: ${listed(columns)}.`
        : `The first row is an example, ${because}: the columns are numbered.`,
    ],
  };
}

function delimitersFor(path: string, choices: LayoutChoices): readonly FileLayout["delimiter"][] {
  if (choices.delimiter !== undefined) return [choices.delimiter];
  if (choices.format === "lines" || choices.format === "tsv") return ["\t"];
  if (choices.format === "csv") return [",", ";", "|"];
  return /\.csv$/i.test(path) ? [",", ";", "\t", "|"] : ["\t", ",", ";", "|"];
}

function attempt(text: string, whole: boolean, path: string, delimiter: FileLayout["delimiter"]): Attempt {
  const rows: (readonly string[])[] = [];
  let broken = 0;
  const scanner = new RecordScanner({ format: "table", delimiter, columns: [] }, path, {
    row: (fields) => rows.push(fields),
    broken: () => broken++,
  });
  scanner.push(text);
  if (whole) scanner.end();
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [candidate, count] of widths) if (count > most) [width, most] = [candidate, count];
  return {
    delimiter,
    rows: rows.filter((row) => row.length === width),
    width,
    share: most / Math.max(1, rows.length + broken),
    quoted: new RegExp(`(?:^|[\\n${delimiter === "|" ? "\\|" : delimiter}])"`).test(text),
    clean: broken === 0,
  };
}

/** Two columns split by tabs, no header and no well-formed quotes: one example a line. */
function looksLikeLines(
  attempts: readonly Attempt[],
  best: Attempt | undefined,
  { header, delimiter }: LayoutChoices,
): boolean {
  if (header === true || delimiter !== undefined) return false;
  if (best !== undefined && best.delimiter !== "\t") return false;
  const tabs = attempts.find(({ delimiter }) => delimiter === "\t");
  if (tabs?.width !== 2) return false;
  const [first, ...rest] = tabs.rows;
  if (first !== undefined && headerOf(first, rest, undefined).header) return false;
  return !(tabs.quoted && tabs.clean);
}

function asLines(text: string, whole: boolean, path: string): Format | undefined {
  const read = (columns: readonly string[]): { rows: (readonly string[])[]; broken: number } => {
    const rows: (readonly string[])[] = [];
    let broken = 0;
    const scanner = new RecordScanner({ format: "lines", delimiter: "\t", columns }, path, {
      row: (fields) => rows.push(fields),
      broken: () => broken++,
    });
    scanner.push(text);
    if (whole) scanner.end();
    return { rows, broken };
  };
  const last = read(["text", "label"]);
  const first = read(["label", "text"]);
  if (last.rows.length === 0 || last.rows.length < enoughShare * (last.rows.length + last.broken)) return undefined;
  const labelFirst = isLabelLike(first.rows, 0) < isLabelLike(last.rows, 1);
  return {
    format: "lines",
    delimiter: "\t",
    header: false,
    columns: labelFirst ? ["label", "text"] : ["text", "label"],
    rows: labelFirst ? first.rows : last.rows,
    reasons: [
      labelFirst ? "Each line is the label, a tab and the text." : "Each line is the text, a tab and the label.",
    ],
  };
}

/** Small when a column has few and short values. */
function isLabelLike(rows: readonly (readonly string[])[], column: number): number {
  const distinct = new Set<string>();
  let characters = 0;
  for (const row of rows) {
    const value = (row[column] ?? "").trim();
    distinct.add(value);
    characters += value.length;
  }
  return (distinct.size / rows.length) * 1000 + characters / rows.length;
}

interface HeaderDecision {
  readonly header: boolean;
  /** The reason, as the end of a clause. */
  readonly because: string;
}
const nothingRead: HeaderDecision = { header: false, because: "as there is no whole row" };

/**
 * Whether the first row names columns: short, distinct words, no numbers, and a sign that they are names. A cell that
 * comes back in its column is an example's, unless another cell is a usual column name ("deceptive" may name a column
 * and be one of its values).
 */
function headerOf(
  first: readonly string[],
  rest: readonly (readonly string[])[],
  chosen: boolean | undefined,
): HeaderDecision {
  if (chosen !== undefined) return { header: chosen, because: "as chosen" };
  const names = first.map((cell) => cell.trim());
  const is = (header: boolean, name: string, what: string): HeaderDecision => ({
    header,
    because: `as "${excerpt(name)}" ${what}`,
  });
  // Names that are missing or the same are no good names: then a usual one must say that they are names at all.
  const isOdd = names.some((name, i) => name === "" && i > 0) || new Set(names).size < names.length;
  let usual: string | undefined;
  let comesBack: string | undefined;
  let unlikeTheRest: string | undefined;
  for (const [column, name] of names.entries()) {
    const values = rest.map((row) => (row[column] ?? "").trim());
    if (name !== "" && values.includes(name)) {
      comesBack ??= name;
      continue;
    }
    if (usualNames.has(name.toLowerCase())) usual ??= name;
    if (isUnlike(values)) unlikeTheRest ??= name;
  }
  const long = names.find((name) => name.length > 64);
  const numeric = names.find((name) => name !== "" && parseNumber(name) !== undefined);
  const isName = long === undefined && numeric === undefined;
  if (isName && usual !== undefined && !(isOdd && comesBack !== undefined)) return is(true, usual, "is a usual name");
  if (comesBack !== undefined) return is(false, comesBack, "stands in its column again");
  if (numeric !== undefined) return is(false, numeric, "is a number");
  if (long !== undefined) return is(false, long, "is too long for a name");
  if (unlikeTheRest === undefined) return { header: false, because: "as nothing sets it apart" };
  if (isOdd) return { header: false, because: "as names would be missing or the same" };
  return is(true, unlikeTheRest, "is unlike what stands below it");
}

/** Whether a word that comes only once stands out from these: they are numbers, or few that repeat. */
function isUnlike(values: readonly string[]): boolean {
  const filled = values.filter((value) => value !== "");
  if (filled.length === 0) return false;
  const numbers = filled.filter((value) => parseNumber(value) !== undefined).length;
  return numbers > 0.9 * filled.length || (values.length >= 4 && new Set(filled).size <= filled.length / 2);
}
