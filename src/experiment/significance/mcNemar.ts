/**
 * McNemar's test in its exact form: of the examples that one of two runs alone gets right, each run would get half if both
 * were equally good. Two-sided p = min(1, 2·P(X ≤ min(b, c))), X ~ Binomial(b + c, ½); 1 where there is no such example.
 * Source: McNemar (1947), Psychometrika 12(2), 153–157; Dietterich (1998), Neural Computation 10(7); the same as
 * scipy.stats.binomtest(b, b + c) and statsmodels' mcnemar(exact=True). O(min(b, c)) steps.
 * @param onlyFirst b, examples that only the first run gets right. @param onlySecond c, those that only the second does.
 */
export function mcNemarExact(onlyFirst: number, onlySecond: number): number {
  const trials = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  if (2 * least === trials) return 1;
  return Math.min(1, 2 * lowerTail(least, trials));
}

/** P(X ≤ k) for X ~ Binomial(n, ½) and k < n/2, by products and sums of positive terms alone. */
function lowerTail(k: number, n: number): number {
  // C(n, k)/2^n, halved along the way so that it neither overflows nor underflows before its time.
  let top = 1;
  let halvings = n;
  for (let i = 1; i <= k; i++) {
    top *= (n - k + i) / i;
    while (top > 1 && halvings > 0) {
      top /= 2;
      halvings--;
    }
  }
  while (halvings > 0 && top > 0) {
    top /= 2;
    halvings--;
  }
  let term = 1;
  let sum = 1;
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= i / (n - i + 1);
    sum += term;
  }
  return top * sum;
}
