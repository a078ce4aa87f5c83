/**
 * Adjusts p values for being several: the smallest of m is multiplied by m, the next by m − 1, and so on, at most 1 and
 * never less than the one before. What is below .05 afterwards holds with an error rate of .05 over all together.
 * Source: Holm (1979), Scandinavian Journal of Statistics 6(2), 65–70; statsmodels' multipletests(method="holm").
 * @returns the adjusted values in the order given.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const adjusted = new Array<number>(values.length).fill(1);
  let largest = 0;
  order.forEach((at, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * (values[at] ?? 1)));
    adjusted[at] = largest;
  });
  return adjusted;
}
