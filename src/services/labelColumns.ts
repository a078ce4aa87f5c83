import { headerNames } from "../data/cells.ts";
import { parseRecord } from "../data/delimited.ts";
import { cellOf, isObject, type JsonObject, pathsOf, valueAt } from "../data/formats/jsonValues.ts";
import type { FileLayout } from "../data/layout.ts";
import { type ColumnFacts, columnFacts } from "../data/sniffColumns.ts";
import type { LabelFormat } from "../protocol/labelling.ts";

/** Rows at the start of a file that show what its columns hold. */
const mostRows = 100;
/** Words of a cell from which a column beside the run's own may be meant instead. */
const wordsOfText = 2;

/**
 * The columns that may hold the text of a file to label, the one of the run's own data first, then the wordiest; empty
 * where there is nothing to choose.
 * @param head the first characters of the file; what is cut off at their end is not looked at.
 */
export function textColumns(
  head: string,
  format: LabelFormat,
  { text, header }: Pick<FileLayout, "text" | "header">,
): readonly string[] {
  if (text === undefined || format === "text") return [];
  const facts = format === "jsonl" ? factsOfObjects(head) : factsOfTable(head, format === "csv" ? "," : "\t");
  const wordy = facts
    .filter(({ numeric, distinct }) => !numeric && distinct > 0)
    .toSorted((a, b) => b.meanWords - a.meanWords);
  if (facts.some(({ name }) => name === text)) {
    const others = wordy.filter(({ name, meanWords }) => name !== text && meanWords >= wordsOfText);
    return others.length === 0 ? [] : [text, ...others.map(({ name }) => name)];
  }
  // Without names the columns may stand as they did in the run's data.
  return header || format === "jsonl" ? wordy.map(({ name }) => name) : [];
}

function factsOfTable(head: string, delimiter: "," | "\t"): readonly ColumnFacts[] {
  const rows: (readonly string[])[] = [];
  for (let at = 0; rows.length <= mostRows;) {
    const row = parseRecord(head, at, delimiter, false);
    if (row === undefined) break;
    at = row.end;
    if (row.broken === undefined) rows.push(row.fields);
  }
  const [names, ...cells] = rows;
  return names === undefined ? [] : columnFacts(headerNames(names), cells, true);
}

function factsOfObjects(head: string): readonly ColumnFacts[] {
  const objects = head.split("\n").slice(0, mostRows).map(objectOf).filter(isObject);
  const names = pathsOf(objects);
  return columnFacts(
    names,
    objects.map((each) => names.map((name) => cellOf(valueAt(each, name)))),
    true,
  );
}

function objectOf(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    // The last line may be cut off.
    return null;
  }
}
