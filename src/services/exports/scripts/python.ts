/** Text of Python. Nothing that comes from data is ever written into code: labels and names lie in JSON files beside it. */

/** A number that reads back as the same float64. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  return String(value);
}

export function pythonTuple(values: readonly number[]): string {
  return `[${values.map(pythonNumber).join(", ")}]`;
}

/** A layer's name as a variable: `hidden1.norm` becomes `hidden1_norm`. Names are our own, made of letters, digits and dots. */
export function pythonName(name: string): string {
  return name.replaceAll(/\W/g, "_");
}

/** The lines of a block, each indented by so many spaces; empty lines stay empty. */
export function indented(spaces: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(spaces)}${line}`));
}
