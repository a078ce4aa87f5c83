/** How figures of a comparison are written: as in the sentences beside them, with four decimals. */

export function fixed(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(4);
}

/** With a sign; a minus that is one. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(4);
  if (Number(text) === 0) return text;
  return `${value > 0 ? "+" : "−"}${text}`;
}

/** A whole number with a sign. */
export function signedCount(value: number): string {
  return value === 0 ? "0" : `${value > 0 ? "+" : "−"}${String(Math.abs(value))}`;
}

export function pText(p: number | null): string {
  return p === null ? "–" : p < 0.0001 ? "< 0.0001" : p.toFixed(4);
}

export type Tone = "better" | "worse" | "even";

/** Of a difference of a figure that is better when higher. */
export function toneOf(difference: number): Tone {
  return difference > 0 ? "better" : difference < 0 ? "worse" : "even";
}
