import type { CellValue, CompareColumn } from "../../src/protocol/comparePanel.ts";

/** What a filter asks of a column's cells. */
export const operators = {
  contains: { label: "contains", of: "text" },
  lacks: { label: "does not contain", of: "text" },
  is: { label: "is one of", of: "text" },
  equals: { label: "=", of: "number" },
  above: { label: ">", of: "number" },
  least: { label: "≥", of: "number" },
  below: { label: "<", of: "number" },
  most: { label: "≤", of: "number" },
  since: { label: "on or after", of: "date" },
  until: { label: "on or before", of: "date" },
  empty: { label: "is empty", of: "any" },
  filled: { label: "is not empty", of: "any" },
} as const satisfies Record<string, { readonly label: string; readonly of: "text" | "number" | "date" | "any" }>;
export type Operator = keyof typeof operators;

export interface Filter {
  readonly column: string;
  readonly operator: Operator;
  /** As written: a text, several with commas between them, a number (with % for shares), or a date. */
  readonly value: string;
}

/** A filter as it was stored, or undefined where it is none. */
export function readFilter(stored: unknown): Filter | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { column, operator, value } = stored as Partial<Record<keyof Filter, unknown>>;
  const known = typeof operator === "string" && Object.hasOwn(operators, operator);
  return known && typeof column === "string" && typeof value === "string"
    ? { column, operator: operator as Operator, value }
    : undefined;
}

/** The operators that fit a column. */
export function operatorsFor({ kind }: Pick<CompareColumn, "kind">): readonly Operator[] {
  const of = kind === "text" ? "text" : kind === "date" ? "date" : "number";
  return (Object.keys(operators) as Operator[]).filter((each) => ["any", of].includes(operators[each].of));
}

/** What is wrong with a filter's value, for a person; null where nothing is. */
export function filterProblem({ operator, value }: Filter): string | null {
  switch (operators[operator].of) {
    case "any":
      return null;
    case "text":
      return value.trim() === "" ? "Write a text to look for." : null;
    case "number":
      return Number.isNaN(numberIn(value)) ? "Write a number, such as 0.9 or 90%." : null;
    case "date":
      return Number.isNaN(Date.parse(value)) ? "Write a date, such as 2026-05-31." : null;
  }
}

/** Whether a cell passes. */
export function passes(filter: Filter, cell: CellValue): boolean {
  const { operator, value } = filter;
  if (operator === "empty") return cell === null || cell === "";
  if (operator === "filled") return cell !== null && cell !== "";
  if (cell === null) return operator === "lacks";
  const { of } = operators[operator];
  if (of === "date") return passesNumber(operator, value, Date.parse(String(cell)));
  if (typeof cell === "number" && of === "number") return passesNumber(operator, value, cell);
  const text = String(cell).toLowerCase();
  const asked = value.trim().toLowerCase();
  if (operator === "contains") return text.includes(asked);
  if (operator === "lacks") return !text.includes(asked);
  return asked
    .split(",")
    .map((each) => each.trim())
    .includes(text);
}

function passesNumber(operator: Operator, value: string, cell: number): boolean {
  switch (operator) {
    case "equals":
      return cell === numberIn(value);
    case "above":
      return cell > numberIn(value);
    case "least":
      return cell >= numberIn(value);
    case "below":
      return cell < numberIn(value);
    case "most":
      return cell <= numberIn(value);
    case "since":
      return cell >= Date.parse(value);
    case "until":
      // The whole of that day counts.
      return cell < Date.parse(value) + (value.includes(":") ? 1 : 86_400_000);
    case "contains":
    case "lacks":
    case "is":
    case "empty":
    case "filled":
      return false;
  }
}

/** `90%` is .9; NaN where it is no number. */
function numberIn(value: string): number {
  const text = value.trim();
  if (text === "" || text === "%") return NaN;
  return text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
}
