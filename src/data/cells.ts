const missingMarks = new Set(["", "na", "n/a", "nan", "?", "null", "none"]);
/** `1,5` and `1.234,5`, or `1,234.5`. */
const withCommas = /^[+-]?(?:\d+(?:\.\d{3})*,\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?)$/;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell says that there is no value: empty, NA, N/A, NaN, ?, null or none, in any case. */
export function isMissing(cell: string): boolean {
  return missingMarks.has(cell.trim().toLowerCase());
}

/** Whether a cell holds a number as it is written where a comma parts its decimals or thousands. */
export function hasCommaNumber(cell: string): boolean {
  return withCommas.test(cell.trim());
}

/** The number in a cell, NaN when the value is missing, undefined when the cell holds something else or overflows. */
export function parseNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return isMissing(text) ? NaN : undefined;
}

/** Column names of a header row: trimmed; an empty one becomes `columnN`, a repeated one gets its position behind. */
export function headerNames(cells: readonly string[]): readonly string[] {
  const names = new Set<string>();
  cells.forEach((cell, index) => {
    const name = cell.trim() === "" ? `column${String(index + 1)}` : cell.trim();
    names.add(names.has(name) ? `${name} (column ${String(index + 1)})` : name);
  });
  return [...names];
}
