import { expect, test } from "vitest";
import { RemainingTime } from "../../../src/services/remainingTime.ts";

test("the time left is unknown before the first steps, then follows their pace", () => {
  const remaining = new RemainingTime();
  expect(remaining.estimate(1000)).toBeNull();
  remaining.report(100, 2, 0);
  expect(remaining.estimate(1000)).toBeCloseTo(18, 10);
  remaining.report(200, 4, 0);
  expect(remaining.estimate(1000)).toBeCloseTo(16, 10);
});

test("the time left holds the evaluations still to come", () => {
  const remaining = new RemainingTime();
  remaining.report(100, 2, 30);
  expect(remaining.estimate(1000)).toBeCloseTo(48, 10);
  // An evaluation went by: no step was taken, but less is to come.
  remaining.report(100, 2, 20);
  expect(remaining.estimate(1000)).toBeCloseTo(38, 10);
  expect(remaining.estimate(100)).toBeCloseTo(20, 10);
});

test("a slow start weighs less with every report", () => {
  const remaining = new RemainingTime();
  remaining.report(10, 10, 0);
  for (let step = 20; step <= 1000; step += 10) remaining.report(step, 10 + step / 1000, 0);
  expect(remaining.estimate(2000)).toBeLessThan(2);
});
