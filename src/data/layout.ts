/** How the files of a dataset are written. */
export const fileFormats = [
  "table",
  "lines",
  "fastText",
  "jsonl",
  "json",
  "svmlight",
  "parquet",
  "folders",
  "classFiles",
] as const;
export type FileFormat = (typeof fileFormats)[number];

/** How characters are stored where it is not UTF-8; `latin-1` with the signs that Windows added to it. */
export const otherEncodings = ["utf-16le", "utf-16be", "latin-1"] as const;
export type OtherEncoding = (typeof otherEncodings)[number];

/** Why a row cannot be used; what stands beside it is how such rows are spoken of. */
export const brokenKinds = {
  fields: "rows with another number of fields",
  quotes: "rows with broken quotes",
  separator: "lines without a tab or a label",
  label: "rows without a label",
  number: "rows with something else where a number is expected",
  group: "rows without a value in the group column",
  syntax: "rows that are not written as the format says",
  text: "files that are not text",
} as const;
export type BrokenKind = keyof typeof brokenKinds;

export function isBrokenKind(word: string): word is BrokenKind {
  return Object.hasOwn(brokenKinds, word);
}

/** How a labelled file is laid out: found by the sniffer or given by a person, then fixed in the run's record. */
export interface FileLayout {
  /**
   * `table`: delimited with RFC 4180 quoting. `lines`: one example a line, no quoting; the first or last
   * tab-separated field is the label and the rest, tabs included, is the text. `fastText`: labels marked by `__label__`
   * in front of the text. `jsonl`, `json`: an object an example, a line each or in one list. `svmlight`: a label, then
   * `index:value` pairs. `parquet`: columns packed apart, without lines: a row's number stands for its line. `folders`: a folder of files for each class. `classFiles`: a file for each class, an example a
   * line.
   */
  readonly format: FileFormat;
  /** Means something for `table` alone. */
  readonly delimiter: "," | ";" | "\t" | "|";
  /** Whether the first row names the columns. For `table` alone. */
  readonly header: boolean;
  /**
   * Column names in file order; without a header `column1`, `column2`, …; for `lines` `text` and `label` in their order;
   * for `json`, `jsonl` and `parquet` paths into the object, such as `review.text`.
   */
  readonly columns: readonly string[];
  readonly label: string;
  /** The text column, for datasets of texts. */
  readonly text?: string;
  /** Numeric feature columns, for datasets of numbers. */
  readonly numeric: readonly string[];
  /** Columns of text with few values, for datasets without running text; none when absent. */
  readonly categories?: readonly string[];
  /** The column of `index:value` pairs, for `svmlight`. */
  readonly sparse?: string;
  /** The column that names each row's split, where there is one: what experiments go by unless they say otherwise. */
  readonly splitColumn?: string;
  /** UTF-8 when absent. */
  readonly encoding?: OtherEncoding;
  /** Of `fastText` lines with several labels: the first counts, or each makes an example of its own. First when absent. */
  readonly severalLabels?: "each";
  /** Kinds of broken rows that are left out without being reported. */
  readonly skip?: readonly BrokenKind[];
}

/** The columns that examples are made of. */
export function usedColumns({
  label,
  text,
  numeric,
  categories = [],
  sparse,
}: Omit<FileLayout, "splitColumn">): readonly string[] {
  return [label, ...numeric, ...categories, ...[text, sparse].filter((name) => name !== undefined)];
}

/** What a person may say of a layout; the rest is sniffed. */
export interface LayoutChoices {
  readonly format?: FileFormat | "csv" | "tsv";
  readonly delimiter?: FileLayout["delimiter"];
  readonly header?: boolean;
  readonly encoding?: OtherEncoding | "utf-8";
  readonly text?: string;
  readonly label?: string;
  readonly features?: readonly string[];
  /** false: no column names the rows' splits, whatever it looks like. */
  readonly splitColumn?: string | false;
  readonly severalLabels?: "first" | "each";
  readonly skip?: readonly BrokenKind[];
}

/** A proposed layout and, in plain sentences, why. */
export interface SniffedLayout {
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
}
