import type { SweepRange } from "../../experiment/specSweep.ts";

/** What a sweep tries for an option: listed values, or numbers drawn from a range. */
export type SweepValues = readonly unknown[] | SweepRange;

export function isRange(values: SweepValues): values is SweepRange {
  return !Array.isArray(values);
}

const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const rangePattern = new RegExp(String.raw`^(${number})\s*(?:to|–|…|\.\.\.?)\s*(${number})([\s,a-z]*)$`, "i");
const rangeWords: ReadonlySet<string> = new Set(["log", "linear", "whole"]);

/**
 * Reads what a person typed: `0.001, 0.01, 0.1` lists values (JSON each, else text), `0.001 to 1, log` is a range, with
 * `whole` after it one of whole numbers. The result is the values, or what is wrong, for a person.
 */
export function readValues(typed: string): { readonly values: SweepValues } | { readonly problem: string } {
  const text = typed.trim();
  const found = rangePattern.exec(text);
  if (found !== null) return readRange(Number(found[1]), Number(found[2]), found[3] ?? "");
  const parts = parted(text);
  if (parts.length === 0) return { problem: "Write values with commas between, or a range such as 0.001 to 1, log." };
  return { values: parts.map(read) };
}

/** As `readValues` reads it. */
export function writeValues(values: SweepValues): string {
  if (!isRange(values)) return values.map(written).join(", ");
  const { from, to, scale, integer } = values;
  return [`${String(from)} to ${String(to)}`, ...(scale === "log" ? ["log"] : []), ...(integer ? ["whole"] : [])].join(
    ", ",
  );
}

function readRange(from: number, to: number, rest: string) {
  const words = rest
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  const unknown = words.find((word) => !rangeWords.has(word));
  if (unknown !== undefined)
    return {
      problem: `“${unknown}” says nothing of a range: write log for a logarithmic one, whole for whole numbers.`,
    };
  const [scale, integer] = [words.includes("log") ? ("log" as const) : ("linear" as const), words.includes("whole")];
  if (!(from < to)) return { problem: "The first number of a range is the lower one." };
  if (scale === "log" && from <= 0) return { problem: "A logarithmic range begins above 0." };
  if (integer && !(Number.isInteger(from) && Number.isInteger(to)))
    return { problem: "A range of whole numbers begins and ends with one." };
  return { values: { from, to, scale, integer } };
}

/** Parts between commas that stand outside brackets, braces and quotes. */
function parted(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at++) {
    const character = text.charAt(at);
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /[[{]/.test(character)) depth++;
    else if (!quoted && /[\]}]/.test(character)) depth--;
    else if (at === text.length || (character === "," && depth === 0 && !quoted)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts.filter((part) => part !== "");
}

function read(part: string): unknown {
  try {
    return JSON.parse(part) as unknown;
  } catch {
    return part;
  }
}

/** A text that would be read as something else, or parted, stands in quotes. */
function written(value: unknown): string {
  const plain = typeof value === "string" && /^[A-Za-z_][\w./-]*$/.test(value) && read(value) === value;
  return plain ? value : JSON.stringify(value);
}
