import { csvText } from "../src/base/formulaText.ts";

/** Rows as RFC 4180 text. Fields that a spreadsheet would take for a formula get a leading apostrophe. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(value: string | number): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return csvText(value);
}
