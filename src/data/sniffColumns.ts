import { isMissing, parseNumber } from "./cells.ts";

/** What the rows at the start of a file show of one column. */
export interface ColumnFacts {
  readonly name: string;
  readonly values: readonly string[];
  readonly distinct: number;
  readonly meanWords: number;
  /** Some value is there and all that are there are numbers. */
  readonly numeric: boolean;
  /** Numbers that all have no decimals. */
  readonly whole: boolean;
  /** Numbers that only grow from row to row and look like a row's own number. */
  readonly rowId: boolean;
  /** Numbers that never fall from row to row and start above 1, under a name of their own: they number blocks of rows. */
  readonly blockId: boolean;
}

const idName =
  /^(?:row|rows|id|index|idx|no|number|nr|key|unnamed: \d+|.*[\s_-](?:id|index)|(?:row|index|record)[\s_-]?.*)$/i;

export function columnFacts(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  header: boolean,
): readonly ColumnFacts[] {
  return columns.map((name, at) => {
    const values = rows.map((row) => (row[at] ?? "").trim());
    const present = values.filter((value) => !isMissing(value));
    const numbers = present.map((value) => parseNumber(value));
    const numeric = present.length > 0 && numbers.every((value) => value !== undefined);
    const whole = numeric && numbers.every((value) => Number.isInteger(value));
    const words = values.reduce((sum, value) => sum + countWords(value), 0);
    return {
      name,
      values,
      distinct: new Set(values.filter((value) => value !== "")).size,
      meanWords: words / Math.max(1, values.length),
      numeric,
      whole,
      rowId: whole && present.length === values.length && isRowId(name, header, numbers),
      blockId: whole && present.length === values.length && header && isBlockId(numbers),
    };
  });
}

/** Most values of a column that become a feature each by default. */
const mostCategories = 100;

/** Whether a column holds a few words that repeat, such as the names of islands. */
export function isCategory({ numeric, distinct, values, meanWords }: ColumnFacts): boolean {
  return !numeric && distinct >= 2 && distinct <= mostCategories && distinct <= values.length / 2 && meanWords < 5;
}

function isRowId(name: string, header: boolean, numbers: readonly (number | undefined)[]): boolean {
  if (numbers.length < 2) return false;
  let grows = true;
  let consecutive = numbers[0] === 0 || numbers[0] === 1;
  let previous: number | undefined;
  for (const number of numbers) {
    if (number !== undefined && previous !== undefined) {
      if (number <= previous) grows = false;
      if (number !== previous + 1) consecutive = false;
    }
    previous = number;
  }
  return (header && idName.test(name) && (grows || new Set(numbers).size === numbers.length)) || consecutive;
}

function isBlockId(numbers: readonly (number | undefined)[]): boolean {
  const growing = numbers.every((number, i) => (number ?? 0) >= (numbers[i - 1] ?? -Infinity));
  return growing && (numbers[0] ?? 0) > 1 && new Set(numbers).size > 2;
}

function countWords(value: string): number {
  return value === "" ? 0 : value.split(/\s+/).length;
}
