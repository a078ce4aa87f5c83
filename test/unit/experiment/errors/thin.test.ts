import fc from "fast-check";
import { expect, it } from "vitest";
import { thinned } from "../../../../src/experiment/errors/thin.ts";

it("keeps the ends, the extremes and the order of a long line, and all of a short one", () => {
  const line = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 400,
  });
  fc.assert(
    fc.property(line, fc.integer({ min: 2, max: 40 }), (points, columns) => {
      points.sort(([a], [b]) => a - b);
      const whole = { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
      const few = thinned(whole, columns);
      expect(few.x.length).toBeLessThanOrEqual(columns * 4);
      expect([few.x[0], few.y[0], few.x.at(-1), few.y.at(-1)]).toEqual([
        whole.x[0],
        whole.y[0],
        whole.x.at(-1),
        whole.y.at(-1),
      ]);
      expect([Math.min(...few.y), Math.max(...few.y)]).toEqual([Math.min(...whole.y), Math.max(...whole.y)]);
      expect(few.x).toEqual(few.x.toSorted((a, b) => a - b));
      if (points.length <= columns * 4) expect(few).toEqual(whole);
    }),
  );
});
