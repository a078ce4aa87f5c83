import { exp, log, log1p } from "../../base/elementary.ts";

/**
 * P(|T| ≥ |t|) for Student's t with a whole number of degrees of freedom: I_x(ν/2, ½) with x = ν/(ν + t²), the regularised
 * incomplete beta function by its continued fraction (DLMF 8.17.22, evaluated by Lentz's method; 8.17.4 on the far side).
 * Source: Abramowitz and Stegun (1964), 26.7.1. Our own, since the distribution libraries compute with Math.exp and
 * Math.log, which differ between engines.
 */
export function studentTwoSided(t: number, degrees: number): number {
  const square = t * t;
  if (!Number.isFinite(square)) return 0;
  const x = degrees / (degrees + square);
  const y = square / (degrees + square);
  const a = degrees / 2;
  // x^a (1 − x)^½ / B(a, ½), the same on either side; of ln x the side that is exact near 1.
  const logX = y < 0.5 ? log1p(-y) : log(x);
  const front = (exp(a * logX) * Math.sqrt(y)) / betaWithHalf(degrees);
  if (x < (a + 1) / (a + 2.5)) return Math.min(1, (front * fraction(x, a, 0.5)) / a);
  return Math.max(0, 1 - (front * fraction(y, 0.5, a)) / 0.5);
}

/** B(ν/2, ½) from B(½, ½) = π or B(1, ½) = 2 by B(a + 1, ½) = B(a, ½)·a/(a + ½). */
function betaWithHalf(degrees: number): number {
  let beta = degrees % 2 === 1 ? Math.PI : 2;
  for (let twice = degrees % 2 === 1 ? 1 : 2; twice < degrees; twice += 2) beta *= twice / (twice + 1);
  return beta;
}

/** 1/(1 + d₁/(1 + d₂/(1 + …))) of DLMF 8.17.22. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / away(1 + coefficient * d);
      c = away(1 + coefficient / c);
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return result;
}
