import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Chart, svgChart } from "../../../../src/experiment/report/svgChart.ts";
import { roundTicks, tickText } from "../../../../src/experiment/report/ticks.ts";

const chart = (more: Partial<Chart> = {}): Chart => ({
  description: "a chart",
  x: { label: "x" },
  y: { label: "y" },
  lines: [
    {
      name: "one",
      color: 0,
      points: [
        [0, 1],
        [1, 2],
        [2, NaN],
        [3, 4],
      ],
    },
  ],
  ...more,
});

describe("a chart as SVG", () => {
  it("breaks a line where a value is missing", () => {
    const [path] = /<path d="(M[^"]*)" fill="none" stroke="#0072b2"/.exec(svgChart(chart()))?.slice(1) ?? [];
    expect(path?.match(/M/g)).toHaveLength(2);
    expect(path?.match(/L/g)).toHaveLength(1);
  });

  it("keeps all within the picture, whatever the values are", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
        ),
        fc.boolean(),
        (points, logarithmic) => {
          const text = svgChart(
            chart({ x: { label: "x", logarithmic }, lines: [{ name: "", color: 1, marks: true, points }] }),
          );
          expect(text).not.toMatch(/NaN|Infinity|undefined/);
          for (const [, x, y] of text.matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g)) {
            expect(Number(x)).toBeGreaterThanOrEqual(0);
            expect(Number(x)).toBeLessThanOrEqual(680);
            expect(Number(y)).toBeGreaterThanOrEqual(0);
            expect(Number(y)).toBeLessThanOrEqual(360);
          }
        },
      ),
      { examples: [[[[Number.MIN_VALUE, 0]], true]] },
    );
  });

  it("puts powers at equal distances on a logarithmic axis", () => {
    const points = [0.01, 0.1, 1].map((x) => [x, x] as const);
    const text = svgChart(
      chart({ x: { label: "x", logarithmic: true }, lines: [{ name: "", color: 0, marks: true, points }] }),
    );
    const [a = NaN, b = NaN, c = NaN] = [...text.matchAll(/<circle cx="([^"]+)"/g)].map(([, x]) => Number(x));
    expect(b - a).toBeCloseTo(c - b, 1);
  });

  it("shows names as text, never as markup", () => {
    const hostile = `<script>alert("x")</script>&`;
    const text = svgChart(
      chart({ description: hostile, x: { label: hostile }, lines: [{ name: hostile, color: 0, points: [] }] }),
    );
    expect(text).not.toContain("<script");
    expect(text).toContain("&lt;script&gt;");
  });
});

describe("marks of an axis", () => {
  it("are round and within the range", () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) => expect.closeTo(tick, 12) as number));
    expect(roundTicks(3, 3, 5)).toEqual([3]);
    expect([0, 0.1 + 0.2, 1e-7, 123_456].map(tickText)).toEqual(["0", "0.3", "1e-7", "1.23456e+5"]);
  });
});
