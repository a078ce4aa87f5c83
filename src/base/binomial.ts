import { log, log1p, exp } from "./elementary.ts";
import type { RandomStream } from "./random.ts";

/** From this mean on a constant number of steps beats walking up from 0. */
const walkBelow = 10;

/**
 * One draw of Binomial(trials, chance), exact in distribution up to the 2^-53 grid of the stream: by inversion where the mean is small, else by
 * transformed rejection (Hörmann 1993, "The generation of binomial random variates", algorithm BTRS).
 * @param logMiss ln(1 − chance), for callers that draw with one chance many times.
 */
export function drawBinomial(
  stream: RandomStream,
  trials: number,
  chance: number,
  logMiss: number = log1p(-chance),
): number {
  if (trials === 0 || chance <= 0) return 0;
  if (chance >= 1) return trials;
  if (chance > 0.5) return trials - drawBelowHalf(stream, trials, 1 - chance, log(chance));
  return drawBelowHalf(stream, trials, chance, logMiss);
}

function drawBelowHalf(stream: RandomStream, trials: number, chance: number, logMiss: number): number {
  return trials * chance < walkBelow ? walk(stream, trials, chance, logMiss) : transformed(stream, trials, chance);
}

/** Inversion: subtracts P(0), P(1), … from a uniform number until it is used up. */
function walk(stream: RandomStream, trials: number, chance: number, logMiss: number): number {
  const odds = chance / (1 - chance);
  const none = exp(trials * logMiss);
  for (;;) {
    let left = stream.float64();
    let probability = none;
    for (let hits = 0; hits <= trials; hits++) {
      if (left < probability) return hits;
      left -= probability;
      probability *= (odds * (trials - hits)) / (hits + 1);
    }
    // Rounding left a crumb beyond the last value: draw again.
  }
}

function transformed(stream: RandomStream, trials: number, chance: number): number {
  const odds = chance / (1 - chance);
  const spread = Math.sqrt(trials * chance * (1 - chance));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * chance;
  const centre = trials * chance + 0.5;
  const quick = 0.92 - 4.2 / b;
  const scale = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((trials + 1) * chance);
  for (;;) {
    const u = stream.float64() - 0.5;
    const v = stream.float64();
    const inner = 0.5 - Math.abs(u);
    const hits = Math.floor(((2 * a) / inner + b) * u + centre);
    if (inner >= 0.07 && v <= quick) return hits;
    if (!(hits >= 0 && hits <= trials)) continue;
    const height = log((v * scale) / (a / (inner * inner) + b));
    const bound =
      (mode + 0.5) * log((mode + 1) / (odds * (trials - mode + 1))) +
      (trials + 1) * log((trials - mode + 1) / (trials - hits + 1)) +
      (hits + 0.5) * log((odds * (trials - hits + 1)) / (hits + 1)) +
      stirlingTail(mode) +
      stirlingTail(trials - mode) -
      stirlingTail(hits) -
      stirlingTail(trials - hits);
    if (height <= bound) return hits;
  }
}

/** ln k! − [½ ln 2π + (k + ½) ln(k + 1) − (k + 1)] for k = 0 … 9. */
const smallTails = [
  0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
  0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.00833056343336287,
];

function stirlingTail(k: number): number {
  const small = smallTails[k];
  if (small !== undefined) return small;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}
