import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  exp,
  expm1,
  log,
  log1p,
  normalDensity,
  normalDistribution,
  sigmoid,
  tanh,
} from "../../../src/base/elementary.ts";

type Row = readonly [argument: string, nearest: string, offset: number];
const values = JSON.parse(
  readFileSync(new URL("../../fixtures/elementary/values.json", import.meta.url), "utf8"),
) as Record<string, readonly Row[]>;

const functions = { exp, expm1, log, log1p, tanh, sigmoid, normalDensity, normalDistribution };
/** Worst error over the fixture in units in the last place; a change that makes one worse must be meant. */
const bounds = {
  exp: 0.7,
  expm1: 0.9,
  log: 0.7,
  log1p: 0.7,
  tanh: 1.25,
  sigmoid: 1.6,
  normalDensity: 2,
  normalDistribution: 2.7,
};

function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

function unitInTheLastPlace(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0) - Math.abs(value);
}

describe("elementary functions", () => {
  for (const [name, call] of Object.entries(functions)) {
    it(`${name} is within its stated error of values computed to 90 digits`, () => {
      let worst = 0;
      for (const [argument, nearest, offset] of values[name] ?? []) {
        const expected = fromBits(nearest);
        const error = Math.abs(call(fromBits(argument)) - expected - offset) / unitInTheLastPlace(expected);
        worst = Math.max(worst, error);
      }
      expect(values[name]?.length).toBeGreaterThan(300);
      expect(worst).toBeLessThanOrEqual(bounds[name as keyof typeof bounds]);
    });
  }

  it("exp overflows to infinity, underflows to zero and keeps NaN", () => {
    expect([exp(710), exp(Infinity), exp(-746), exp(-Infinity), exp(NaN), exp(0)]).toEqual([
      Infinity,
      Infinity,
      0,
      0,
      NaN,
      1,
    ]);
  });

  it("log and log1p are minus infinity at their poles and NaN beyond", () => {
    expect([log(0), log(-1), log(Infinity), log(NaN), log(1)]).toEqual([-Infinity, NaN, Infinity, NaN, 0]);
    expect([log1p(-1), log1p(-2), log1p(Infinity), log1p(NaN), log1p(0)]).toEqual([-Infinity, NaN, Infinity, NaN, 0]);
  });

  it("tanh, sigmoid and expm1 reach their limits and keep NaN", () => {
    expect([tanh(400), tanh(-Infinity), tanh(0), tanh(NaN)]).toEqual([1, -1, 0, NaN]);
    expect([sigmoid(800), sigmoid(-800), sigmoid(0), sigmoid(NaN)]).toEqual([1, 0, 0.5, NaN]);
    expect([expm1(Infinity), expm1(-Infinity), expm1(0), expm1(NaN)]).toEqual([Infinity, -1, 0, NaN]);
  });

  it("the normal distribution reaches its limits and keeps NaN", () => {
    expect([
      normalDistribution(50),
      normalDistribution(-Infinity),
      normalDistribution(0),
      normalDistribution(NaN),
    ]).toEqual([1, 0, 0.5, NaN]);
    expect([normalDensity(Infinity), normalDensity(-1e300), normalDensity(NaN)]).toEqual([0, 0, NaN]);
  });

  it("negative arguments of odd functions give the exact opposite", () => {
    for (const x of [1e-12, 0.3, 0.99, 1.5, 17]) expect(tanh(-x)).toBe(-tanh(x));
  });
});
