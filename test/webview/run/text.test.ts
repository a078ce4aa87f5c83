import { describe, expect, test } from "vitest";
import { textToBase64 } from "../../../webview/base64.ts";
import { toCsv } from "../../../webview/csv.ts";
import { durationsUpTo, formatDuration, formatFigure, formatShare, plural } from "../../../webview/format.ts";
import { initialViewState, readViewState } from "../../../webview/run/viewState.ts";
import { withAlpha } from "../../../webview/theme.ts";

test("figures are written for people", () => {
  expect([formatShare(0.5134), formatShare(null), formatShare(NaN)]).toEqual(["51.3%", "–", "–"]);
  expect([0.69314, 0.00001, 12.3456, 1e7, NaN, Infinity, null].map((value) => formatFigure(value))).toEqual([
    "0.6931",
    "1.00e-5",
    "12.35",
    "1.00e+7",
    "not a number",
    "infinite",
    "–",
  ]);
  expect([0.44, 7.4, 59.7, 3753].map((value) => formatDuration(value))).toEqual(["0.4 s", "0:07", "1:00", "1:02:33"]);
  expect([0.04, 0.97, 1.04, 59.7].map(durationsUpTo(59.7))).toEqual(["0.0 s", "1.0 s", "1.0 s", "59.7 s"]);
  expect([0.4, 7.4, 59.96, 3753].map(durationsUpTo(3753))).toEqual(["0:00", "0:07", "1:00", "1:02:33"]);
  expect(durationsUpTo(59.96)(59.96)).toBe("1:00");
  expect([plural(1, "example"), plural(12_160, "example")]).toEqual(["1 example", "12,160 examples"]);
});

test("CSV quotes what it must and disarms formulas", () => {
  expect(
    toCsv([
      ["a", 'say "hi"', "x,y"],
      [1.5, NaN, "=HYPERLINK()"],
      [-0.5, "-1", "-1+A1"],
    ]),
  ).toBe('a,"say ""hi""","x,y"\r\n1.5,,\'=HYPERLINK()\r\n-0.5,-1,\'-1+A1\r\n');
});

test("base64 holds UTF-8", () => {
  expect(Buffer.from(textToBase64("ଓଡ଼ିଆ"), "base64").toString()).toBe("ଓଡ଼ିଆ");
});

test("a colour is made fainter whatever its notation", () => {
  expect(withAlpha("#3794ff", 0.5)).toBe("rgba(55, 148, 255, 0.5)");
  expect(withAlpha("rgba(55, 148, 255, 0.5)", 0.5)).toBe("rgba(55, 148, 255, 0.25)");
});

describe("the stored view", () => {
  test("falls back key by key", () => {
    expect(readViewState(undefined)).toEqual(initialViewState);
    expect(readViewState({ tab: "data", axis: "parsecs", zoom: { loss: { min: 3, max: 1 }, accuracy: null } })).toEqual(
      {
        ...initialViewState,
        tab: "data",
      },
    );
  });

  test("is read back as it was written", () => {
    const view = { ...initialViewState, axis: "time" as const, zoom: { loss: { min: 1, max: 2 }, accuracy: null } };
    expect(readViewState(JSON.parse(JSON.stringify(view)))).toEqual(view);
  });
});
