/** A field that may be empty: null then, the number in it, or what is wrong with it. */
export function readNumber(
  typed: string,
  { name, whole, most }: { readonly name: string; readonly whole: boolean; readonly most: number },
): { readonly value: number | null } | { readonly problem: string } {
  const text = typed.trim();
  if (text === "") return { value: null };
  const value = Number(text.replace(",", "."));
  const fits = Number.isFinite(value) && value > 0 && value <= most && (!whole || Number.isInteger(value));
  if (fits) return { value };
  return { problem: `${name}: write ${whole ? "a whole number" : "a number"} above 0, at most ${String(most)}.` };
}

export const thresholdField = { name: "Train loss to reach", whole: false, most: 1000 } as const;
