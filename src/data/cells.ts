const missingMarks = new Set(["", "na", "n/a", "nan", "?", "null", "none"]);
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell says that there is no value: empty, NA, N/A, NaN, ?, null or none, in any case. */
export function isMissing(cell: string): boolean {
  return missingMarks.has(cell.trim().toLowerCase());
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
  const names: string[] = [];
  cells.forEach((cell, index) => {
    const name = cell.trim() === "" ? `column${String(index + 1)}` : cell.trim();
    names.push(names.includes(name) ? `${name} (column ${String(index + 1)})` : name);
  });
  return names;
}
