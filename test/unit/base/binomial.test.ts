import { describe, expect, it } from "vitest";
import { drawBinomial } from "../../../src/base/binomial.ts";
import { RandomStream } from "../../../src/base/random.ts";

/** P(X = k) for all k, by the ratio of neighbours from the mode outwards, made to sum to 1. */
function probabilities(trials: number, chance: number): readonly number[] {
  const mode = Math.floor((trials + 1) * chance);
  const weights = new Array<number>(trials + 1).fill(0);
  weights[mode] = 1;
  const odds = chance / (1 - chance);
  for (let k = mode; k < trials; k++) weights[k + 1] = ((weights[k] ?? 0) * odds * (trials - k)) / (k + 1);
  for (let k = mode; k > 0; k--) weights[k - 1] = ((weights[k] ?? 0) * k) / (odds * (trials - k + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe("binomial draws", () => {
  it.each([
    ["few trials", 5, 0.3],
    ["by inversion", 1000, 0.004],
    ["just under the border", 33, 0.3],
    ["just over the border", 34, 0.3],
    ["by rejection", 500, 0.5],
    ["many trials", 10_000, 0.02],
    ["a chance above a half", 200, 0.93],
    ["nearly all", 50, 0.99],
  ])("fall as they should: %s", (_, trials, chance) => {
    const draws = 200_000;
    const stream = new RandomStream(7, `binomial/${String(trials)}`);
    const seen = new Array<number>(trials + 1).fill(0);
    for (let at = 0; at < draws; at++) {
      const hits = drawBinomial(stream, trials, chance);
      seen[hits] = (seen[hits] ?? 0) + 1;
    }
    // Chi-square over values that are expected at least 10 times, the rest in one.
    let square = 0;
    let cells = 0;
    let restSeen = 0;
    let restExpected = 0;
    for (const [k, probability] of probabilities(trials, chance).entries()) {
      const expected = probability * draws;
      if (expected < 10) {
        restSeen += seen[k] ?? 0;
        restExpected += expected;
        continue;
      }
      cells++;
      square += ((seen[k] ?? 0) - expected) ** 2 / expected;
    }
    if (restExpected > 1) {
      cells++;
      square += (restSeen - restExpected) ** 2 / restExpected;
    }
    // Its mean is cells − 1, its variance twice that; five deviations above is 1 in millions, and the stream is fixed.
    expect(square).toBeLessThan(cells - 1 + 5 * Math.sqrt(2 * (cells - 1)));
    expect(cells).toBeGreaterThan(3);
  });

  it("are certain where the chance is", () => {
    const stream = new RandomStream(1, "binomial");
    expect([0, 1].map((chance) => drawBinomial(stream, 9, chance))).toEqual([0, 9]);
    expect(drawBinomial(stream, 0, 0.5)).toBe(0);
    expect(stream.state().drawn).toBe(0);
  });
});
