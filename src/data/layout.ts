/** How a labelled file is laid out: found by the sniffer or given by a person, then fixed in the run's record. */
export interface FileLayout {
  /**
   * `table`: delimited with RFC 4180 quoting. `lines`: one example a line, no quoting; the first or last
   * tab-separated field is the label and the rest, tabs included, is the text.
   */
  readonly format: "table" | "lines";
  readonly delimiter: "," | ";" | "\t" | "|";
  /** Whether the first row names the columns. Never for `lines`. */
  readonly header: boolean;
  /** Column names in file order; without a header `column1`, `column2`, …; for `lines` `text` and `label` in their order. */
  readonly columns: readonly string[];
  readonly label: string;
  /** The text column, for datasets of texts. */
  readonly text?: string;
  /** Numeric feature columns, for datasets of numbers. */
  readonly numeric: readonly string[];
  /** Columns of text with few values, for datasets without running text; none when absent. */
  readonly categories?: readonly string[];
}

/** What a person may say of a layout; the rest is sniffed. */
export interface LayoutChoices {
  readonly format?: FileLayout["format"] | "csv" | "tsv";
  readonly text?: string;
  readonly label?: string;
  readonly features?: readonly string[];
}

/** A proposed layout and, in plain sentences, why. */
export interface SniffedLayout {
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
}
