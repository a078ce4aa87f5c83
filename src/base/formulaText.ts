/**
 * The first characters that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection"); the wide ones are taken
 * so where Chinese, Japanese or Korean is set.
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Whether a spreadsheet that opens a table of text would compute this cell instead of showing it. A number is none. */
export function isFormula(cell: string): boolean {
  return formula.test(cell) && !number.test(cell);
}

/** A cell of a CSV file as RFC 4180 writes it; what a spreadsheet would take for a formula gets an apostrophe first. */
export function csvText(cell: string): string {
  const safe = isFormula(cell) ? `'${cell}` : cell;
  // Where the comma is the sign of decimals, spreadsheets part the fields at semicolons.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
