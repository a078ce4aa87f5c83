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
  const plain = plainDecimal(cell);
  if (!Number.isNaN(plain)) return plain;
  const text = cell.trim();
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return isMissing(text) ? NaN : undefined;
}

/** The powers of ten that doubles hold exactly, as far as they are wanted. */
const powers = Float64Array.from({ length: 16 }, (_, power) => Number(`1e${String(power)}`));

/** Longer numbers may be beyond all doubles. */
const longestPlain = 300;

/**
 * What nearly all numbers are: a minus or none, and digits with a point or none; NaN for anything else. Up to 15 digits
 * are one division of two exact numbers, rounded as Number() does (W. D. Clinger, "How to read floating point numbers accurately", 1990).
 */
function plainDecimal(cell: string): number {
  const { length } = cell;
  const from = cell.charCodeAt(0) === 45 ? 1 : 0;
  if (length > longestPlain) return NaN;
  let whole = 0;
  let point = length;
  for (let at = from; at < length; at++) {
    const digit = cell.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (digit === -2 && point === length) point = at;
    else return NaN;
  }
  const decimals = point === length ? 0 : length - point - 1;
  const digits = length - from - (point === length ? 0 : 1);
  if (digits === 0) return NaN;
  if (digits > 15) return Number(cell);
  const value = whole / (powers[decimals] ?? 1);
  return from === 1 ? -value : value;
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
