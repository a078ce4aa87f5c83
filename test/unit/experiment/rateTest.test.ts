import { describe, expect, it } from "vitest";
import { RateTestPoints, type RateTest, testedRates } from "../../../src/experiment/rateTest.ts";

const steps = 200;
const rateAt = (step: number): number =>
  testedRates.lowest * (testedRates.highest / testedRates.lowest) ** (step / (steps - 1));

/** A test whose loss follows a course over the decimal logarithm of the rate, −6 … 2. */
function test(course: (power: number) => number): RateTest {
  const points = new RateTestPoints();
  for (let step = 0; step < steps; step++) {
    const rate = rateAt(step);
    if (!points.add(rate, course(Math.log10(rate)))) return points.result("diverged");
  }
  return points.result("all");
}

describe("a learning-rate range test", () => {
  it("suggests the smaller of where the loss falls fastest and a tenth of where it is lowest", () => {
    // Flat to 1e-3, falling to 1, then rising without end.
    const found = test((power) => (power < 0 ? 2 - 1.5 / (1 + Math.exp(-4 * (power + 2))) : 0.5 * 30 ** power));
    expect(found.ended).toBe("diverged");
    expect(found.points.length).toBeLessThan(steps);
    // Smoothing over some twenty steps sees both a little late.
    expect(Math.log10(found.steepest ?? NaN)).toBeCloseTo(-1.6, 0);
    expect(Math.log10(found.tenth ?? NaN)).toBeCloseTo(-0.8, 0);
    expect(found.suggested).toBe(Math.min(found.steepest ?? NaN, found.tenth ?? NaN));
  });

  it("smooths by an exponential mean without its start at 0", () => {
    const points = new RateTestPoints();
    for (const loss of [4, 2, 1]) points.add(1, loss);
    const [first, , third] = points.result("all").points;
    expect(first?.smoothed).toBeCloseTo(4, 12);
    expect(third?.smoothed).toBeCloseTo((0.95 ** 2 * 4 + 0.95 * 2 + 1) / (0.95 ** 2 + 0.95 + 1), 12);
  });

  it("suggests nothing where the loss never falls, or there was nothing to see", () => {
    expect(test((power) => 2 + Math.max(0, power))).toMatchObject({ suggested: null, steepest: null, tenth: null });
    expect(new RateTestPoints().result("stopped")).toEqual({
      ...{ points: [], steepest: null, tenth: null, suggested: null, ended: "stopped" },
    });
  });

  it("ends at a loss that is not finite and keeps it as null", () => {
    const found = test((power) => (power < -1 ? 1 - (power + 6) / 10 : NaN));
    expect(found.ended).toBe("diverged");
    expect(found.points.at(-1)).toMatchObject({ loss: null, smoothed: null });
    expect(found.suggested).not.toBeNull();
  });
});
