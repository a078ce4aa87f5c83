import { UserError } from "../base/errors.ts";
import { listed } from "./phrases.ts";
import {
  isContinuous,
  labelSeparator,
  mostClasses,
  noSuchColumn,
  numericTarget,
  severalLabels,
} from "./labelChecks.ts";
import type { LayoutChoices } from "./layout.ts";
import type { ColumnFacts } from "./sniffColumns.ts";
import { proposeSplitColumn } from "./splitColumn.ts";
import { type Format, labelNames, textNames } from "./sniffFormat.ts";

/** A column that was chosen and, in a plain sentence, why. */
export interface Choice {
  readonly column: ColumnFacts;
  readonly reason: string;
}

/** The label column: as asked for, else by its usual name, else the one of fewest different values. */
export function chooseLabel(
  path: string,
  format: Format,
  facts: readonly ColumnFacts[],
  choices: LayoutChoices,
): Choice {
  const choice = findLabel(path, format, facts, choices);
  const { name, values } = choice.column;
  const distinct = [...new Set(values.filter((value) => value !== ""))];
  if (isContinuous(values.map((value) => [value, 1] as const))) throw numericTarget(path, name, distinct[0] ?? "");
  const separator = labelSeparator(distinct);
  if (separator !== undefined)
    throw severalLabels(path, name, distinct.find((value) => value.includes(separator)) ?? "");
  return choice;
}

function findLabel(path: string, format: Format, facts: readonly ColumnFacts[], choices: LayoutChoices): Choice {
  const named = (name: string): ColumnFacts | undefined => facts.find((column) => column.name === name);
  if (choices.label !== undefined) {
    const column = named(choices.label);
    if (column === undefined) throw noSuchColumn(path, "label", choices.label, format.columns);
    return { column, reason: `The label is "${column.name}", as chosen.` };
  }
  if (format.format === "lines" || format.format === "fastText" || format.format === "svmlight") {
    const column = named("label");
    if (column !== undefined)
      return { column, reason: `The label has ${String(column.distinct)} different values so far.` };
  }
  const taken = new Set([...(choices.features ?? []), ...(choices.text === undefined ? [] : [choices.text])]);
  const free = facts.filter(({ name }) => !taken.has(name));
  if (format.header)
    for (const usual of labelNames) {
      const column = free.find(({ name }) => shortName(name) === usual);
      if (column !== undefined) return { column, reason: `The label is "${column.name}", by its name.` };
    }
  const candidates = free.filter(isLabelLike).sort(byLikelihood);
  const [column, ...others] = candidates;
  if (column === undefined)
    throw new UserError(
      "No column looks like a label: none has a few values that repeat.",
      `These were looked at: ${listed(format.columns)}. Name the label column in the experiment file ("label").`,
      { file: path },
    );
  const also = others.length === 0 ? "" : ` ${listed(others.map(({ name }) => name))} could be it as well.`;
  return {
    column,
    reason: `The label is "${column.name}": it has ${String(column.distinct)} different values that repeat.${also}`,
  };
}

function isLabelLike(column: ColumnFacts): boolean {
  const { distinct, values, meanWords, numeric, whole, rowId, blockId } = column;
  if (distinct === 0 || distinct > mostClasses || meanWords > 5 || rowId || blockId) return false;
  if (numeric && (!whole || distinct > 100)) return false;
  return distinct <= values.length / 2 || (values.length <= 10 && distinct < values.length);
}

/** Constant columns last, words before numbers, few values before many; else as in the file. */
function byLikelihood(a: ColumnFacts, b: ColumnFacts): number {
  const rank = (column: ColumnFacts): number =>
    (column.distinct < 2 ? 1e6 : 0) + (column.numeric ? 1e4 : 0) + column.distinct;
  return rank(a) - rank(b);
}

/** The text column: as asked for, else the one with the longest texts; undefined where no column holds running text. */
export function chooseText(
  path: string,
  format: Format,
  others: readonly ColumnFacts[],
  choices: LayoutChoices,
): Choice | undefined {
  if (choices.text !== undefined) {
    const column = others.find(({ name }) => name === choices.text);
    if (column !== undefined) return { column, reason: `The text is "${column.name}", as chosen.` };
    if (!format.columns.includes(choices.text)) throw noSuchColumn(path, "text", choices.text, format.columns);
    throw new UserError("This column cannot be both the text and the label.", "Choose two different columns.", {
      file: path,
      field: choices.text,
    });
  }
  const texts = others.filter((column) => isText(column, format)).sort((a, b) => b.meanWords - a.meanWords);
  const [column] = texts;
  if (column === undefined) return undefined;
  const words = Math.max(1, Math.round(column.meanWords));
  return {
    column,
    reason: `The text is "${column.name}": ${texts.length > 1 ? "its values are longest, " : ""}about ${String(words)} ${words === 1 ? "word" : "words"} each.`,
  };
}

/** The column that names each row's split: as asked for, else by its name and its values; undefined where there is none. */
export function chooseSplitColumn(
  path: string,
  facts: readonly ColumnFacts[],
  { splitColumn, label, text, features = [] }: LayoutChoices,
): Choice | undefined {
  if (splitColumn === false) return undefined;
  if (splitColumn !== undefined) {
    const column = facts.find(({ name }) => name === splitColumn);
    if (column !== undefined) return { column, reason: `The split of each row stands in "${column.name}", as chosen.` };
    throw noSuchColumn(
      path,
      "splits",
      splitColumn,
      facts.map(({ name }) => name),
    );
  }
  const taken = [label, text, ...features];
  const column = proposeSplitColumn(facts.filter(({ name }) => !taken.includes(name)));
  if (column === undefined) return undefined;
  return {
    column,
    reason: `The split of each row stands in "${column.name}": its values are ${listed([...new Set(column.values)])}.`,
  };
}

function isText(column: ColumnFacts, format: Format): boolean {
  if (format.format === "lines" || format.format === "fastText") return true;
  if (column.numeric || column.distinct === 0) return false;
  const varied = column.distinct > column.values.length / 2;
  if (textNames.includes(shortName(column.name)) && varied) return true;
  return varied ? column.meanWords >= 2 : column.meanWords >= 5;
}

/** What a column is called at the end of its path, in lower case. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
