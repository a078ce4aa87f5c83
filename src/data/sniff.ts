import { UserError } from "../base/errors.ts";
import { listed } from "./phrases.ts";
import { chooseLabel, chooseSplitColumn, chooseText } from "./chooseColumns.ts";
import { noSuchColumn } from "./labelChecks.ts";
import type { FileLayout, LayoutChoices, OtherEncoding, SniffedLayout } from "./layout.ts";
import { hasCommaNumber, isMissing, parseNumber } from "./cells.ts";
import { columnFacts, type ColumnFacts, isCategory } from "./sniffColumns.ts";
import { decodeHead, firstLineTooLong } from "./sniffEncoding.ts";
import { type Format, sniffFormat } from "./sniffFormat.ts";
import { sniffMarked } from "./sniffMarked.ts";

/** What is known beside the bytes: `whole` says that they are the whole file. */
export interface SniffOptions {
  readonly path: string;
  readonly whole: boolean;
  readonly choices: LayoutChoices;
}

/**
 * Proposes how a labelled file is laid out from its first bytes (64 KB are plenty).
 * UserError: empty, binary or without columns; no label-like column; a chosen column that is not there; a numeric
 * target; several labels per example; nothing to learn from beside the label.
 */
export function sniffLayout(head: Uint8Array, options: SniffOptions): SniffedLayout {
  const { path, whole, choices } = options;
  const { head: text, encoding, reasons: encodingReasons } = decodeHead(head, options);
  const tabular = choices.format === "table" || choices.format === "csv" || choices.format === "tsv";
  const marked = tabular || choices.format === "lines" ? undefined : sniffMarked(text, choices);
  const format = marked ?? sniffFormat(text.lines, whole, path, choices);
  const hasOldEnds = /\r(?!\n)/u.test(text.lines);
  if (hasOldEnds && (format?.rows.length ?? 0) === 0) throw oldLineEnds(path);
  if (format === undefined) throw !whole && text.lines === "" ? firstLineTooLong(path, head.length) : noColumns(path);
  return proposeLayout(format, options, { encoding, reasons: encodingReasons });
}

/** Which columns of a format's first rows are what, with the reasons. UserErrors as of `sniffLayout`. */
export function proposeLayout(
  format: Format,
  { path, choices }: Pick<SniffOptions, "path" | "choices">,
  {
    encoding,
    reasons: earlier = [],
  }: { readonly encoding?: OtherEncoding | undefined; readonly reasons?: readonly string[] },
): SniffedLayout {
  const { columns, rows, header } = format;
  if (rows.length === 0)
    throw new UserError("The file has no examples below its header.", "Add labelled rows.", { file: path });
  const all = columnFacts(columns, rows, header);
  const split = chooseSplitColumn(path, all, choices);
  const facts = all.filter((column) => column !== split?.column);
  const label = chooseLabel(path, format, facts, choices);
  const others = facts.filter(({ name }) => name !== label.column.name);
  const reasons = [...earlier, ...format.reasons, label.reason, ...(split === undefined ? [] : [split.reason])];
  const base = {
    ...baseLayout(format, choices),
    label: label.column.name,
    ...(split !== undefined && { splitColumn: split.column.name }),
    ...(encoding !== undefined && { encoding }),
  };
  if (format.format === "svmlight") return { layout: { ...base, numeric: [], sparse: "features" }, reasons };
  const wanted = choices.features;
  const textColumn =
    wanted !== undefined && choices.text === undefined ? undefined : chooseText(path, format, others, choices);
  if (textColumn !== undefined) reasons.push(textColumn.reason);
  const chosen = wanted === undefined ? [] : chosenFeatures(path, facts, label.column.name, wanted);
  if (textColumn === undefined && wanted === undefined) {
    chosen.push(...others.filter((column) => (column.numeric ? !column.rowId : isCategory(column))));
    reasons.push(...leftOut(others));
    if (chosen.length === 0) throw nothingToLearnFrom(path, others);
  }
  const numeric = chosen.filter((column) => column.numeric).map(({ name }) => name);
  const categories = chosen.filter((column) => !column.numeric).map(({ name }) => name);
  const commas = others.filter(({ numeric: isNumber, values }) => !isNumber && areCommaNumbers(values));
  if (textColumn === undefined && commas.length > 0)
    reasons.push(
      `${listed(commas.map(({ name }) => name))}: numbers with commas in them are not read as numbers; write 1.5 and 1234, without commas.`,
    );
  if (numeric.length > 0) reasons.push(`The features are the numbers in ${listed(numeric)}.`);
  if (categories.length > 0) reasons.push(`Each value of ${listed(categories)} becomes a feature of its own.`);
  return {
    layout: {
      ...base,
      ...(textColumn === undefined ? {} : { text: textColumn.column.name }),
      numeric,
      ...(categories.length > 0 && { categories }),
    },
    reasons,
  };
}

/** What a layout says beside its columns' use. */
function baseLayout({ format, delimiter, header, columns }: Format, { severalLabels, skip = [] }: LayoutChoices) {
  return {
    format,
    delimiter,
    header: header && format === "table",
    columns,
    ...(format === "fastText" && severalLabels === "each" && { severalLabels }),
    ...(skip.length > 0 && { skip }),
  } satisfies Partial<FileLayout>;
}

function chosenFeatures(
  path: string,
  facts: readonly ColumnFacts[],
  label: string,
  wanted: readonly string[],
): ColumnFacts[] {
  return [...new Set(wanted)].map((name) => {
    const column = facts.find((fact) => fact.name === name);
    if (column === undefined)
      throw noSuchColumn(
        path,
        "features",
        name,
        facts.map((fact) => fact.name),
      );
    if (name === label)
      throw new UserError("This column is the label and cannot be a feature.", "Leave it out of the features.", {
        file: path,
        field: name,
      });
    if (!column.numeric && !isCategory(column))
      throw new UserError(
        "This column holds neither numbers only nor a few values that repeat.",
        "Choose columns of numbers, or of few values, as features.",
        { file: path, field: name },
      );
    return column;
  });
}

function areCommaNumbers(values: readonly string[]): boolean {
  const present = values.filter((value) => !isMissing(value));
  return (
    present.some(hasCommaNumber) && present.every((value) => hasCommaNumber(value) || parseNumber(value) !== undefined)
  );
}

function leftOut(columns: readonly ColumnFacts[]): readonly string[] {
  const reasons = columns
    .filter(({ rowId }) => rowId)
    .map(({ name }) => `"${name}" is left out: it only numbers the rows.`);
  const words = columns.filter((column) => !column.numeric && !isCategory(column)).map(({ name }) => name);
  if (words.length > 0)
    reasons.push(
      `${listed(words)} ${words.length > 1 ? "are" : "is"} left out: neither numbers, nor a few values that repeat, nor running text.`,
    );
  return reasons;
}

function nothingToLearnFrom(path: string, others: readonly ColumnFacts[]): UserError {
  return new UserError(
    "Beside the label there is no text column, no column of numbers and none of a few values that repeat.",
    others.length === 0
      ? "Add a column to learn from."
      : `These were looked at: ${listed(others.map(({ name }) => name))}.`,
    { file: path },
  );
}

function oldLineEnds(path: string): UserError {
  return new UserError(
    "The file has no columns that could hold a label; some of its lines end with a carriage return alone.",
    "Save it with line feeds (as LF or CRLF) at the ends of all lines.",
    { file: path },
  );
}

function noColumns(path: string): UserError {
  return new UserError(
    "The file has no columns that could hold a label.",
    "Labelled files are csv or tsv, or hold text, a tab and the label on each line.",
    { file: path },
  );
}
