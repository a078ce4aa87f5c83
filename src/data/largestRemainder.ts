/** Whole sizes that sum to `count`: the floors of the quotas, what is left to the largest remainders, ties in order. */
export function largestRemainder(count: number, fractions: readonly number[]): readonly number[] {
  // Quotas are rounded so that 0.1 · 30 counts as 3 and equal remainders are equal.
  const quotas = fractions.map((fraction) => Math.round(fraction * count * 1e9) / 1e9);
  const sizes = quotas.map((quota) => Math.floor(quota));
  const remainder = (split: number): number =>
    Math.round(((quotas[split] ?? 0) - Math.floor(quotas[split] ?? 0)) * 1e9);
  const order = [...sizes.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  let left = count - sizes.reduce((sum, size) => sum + size, 0);
  for (const split of order) {
    if (left <= 0) break;
    if ((fractions[split] ?? 0) === 0) continue;
    sizes[split] = (sizes[split] ?? 0) + 1;
    left--;
  }
  return sizes;
}
