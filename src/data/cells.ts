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

/** Names in quotes for a sentence: `a`, `b` and `c`. */
export function listed(names: readonly string[]): string {
  const quoted = names.slice(0, 12).map((name) => `"${excerpt(name)}"`);
  if (names.length > quoted.length) quoted.push(`${String(names.length - quoted.length)} more`);
  const final = quoted.pop() ?? "none";
  return quoted.length === 0 ? final : `${quoted.join(", ")} and ${final}`;
}

/** The start of a cell for a message, on one line. */
export function excerpt(cell: string): string {
  const flat = cell.replace(/\s+/g, " ").trim();
  return flat.length > 40 ? `${flat.slice(0, 40)}…` : flat;
}
