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

/** 20311 → "20,311". */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 1, "column" → "1 column"; 2 → "2 columns". */
export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
