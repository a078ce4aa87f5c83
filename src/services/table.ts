/** A table on its way to a file: what it holds, not how it looks. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Sentences on the whole, which CSV has no place for. */
  readonly notes: readonly string[];
}

interface TableColumn {
  readonly title: string;
  /** Of numbers: aligned to the right. */
  readonly numeric: boolean;
}

interface TableRow {
  readonly cells: readonly Cell[];
  /** Sentences on the row. */
  readonly notes: readonly string[];
}

/** A text, a number, or nothing. */
export type Cell = string | NumberCell | null;

interface NumberCell {
  readonly value: number;
  /** Decimals for readers; CSV holds the number in full. */
  readonly digits: number;
  /** Whether a plus is written. */
  readonly signed: boolean;
}

/** A measured number. */
export function measured(value: number | null | undefined, digits = 4): Cell {
  return value === null || value === undefined ? null : { value, digits, signed: false };
}

/** A number of things. */
export function counted(value: number | null | undefined): Cell {
  return measured(value, 0);
}

/** A difference, which shows its sign. */
export function difference(value: number | null | undefined): Cell {
  return value === null || value === undefined ? null : { value, digits: 4, signed: true };
}

/** For readers: four decimals or so, a true minus, – for nothing. */
export function cellText(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  const size = Math.abs(cell.value).toFixed(cell.digits);
  if (Number(size) === 0) return size;
  return `${cell.value < 0 ? "−" : cell.signed ? "+" : ""}${size}`;
}
