import { describe, expect, test } from "vitest";
import { count, counted, duration, figure, moment, withoutIcons } from "../../../src/ui/format.ts";

describe("figures on screens", () => {
  test.each([
    [0.8523, ".852"],
    [1, "1.000"],
    [0, ".000"],
    [-0.25, "−.250"],
    [2.3099, "2.31"],
    [27.04, "27.0"],
    [123456, "1.235e+5"],
    [Number.NaN, "not a number"],
    [-Infinity, "−∞"],
  ])("%d is written %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });

  test.each([
    [0.04, "0.0 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [59.6, "1 min 0 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
  ])("%d seconds are written %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  test("counts part their thousands and know one from many", () => {
    expect(count(14092)).toBe("14,092");
    expect(counted(1, "class", "classes")).toBe("1 class");
    expect(counted(0, "run")).toBe("0 runs");
  });

  test("today shows its time and another day its date", () => {
    const now = new Date(2026, 2, 5, 18, 0);
    expect(moment(new Date(2026, 2, 5, 7, 4).toISOString(), now)).toBe("07:04");
    expect(moment(new Date(2025, 11, 31, 7, 4).toISOString(), now)).toBe("2025-12-31");
    expect(moment("no time", now)).toBe("");
  });

  test("a text that looks like an icon stays text", () => {
    expect(withoutIcons("$(flame) <b>x</b>")).toBe("\\$(flame) <b>x</b>");
  });
});
