import { describe, expect, it } from "vitest";
import type { FileLayout } from "../../../src/data/layout.ts";
import { describeSettings } from "../../../src/experiment/describe.ts";
import { experimentText } from "../../../src/experiment/document.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { ResolvedExperiment } from "../../../src/experiment/resolved.ts";
import { numberLayout, textLayout } from "./arbitrary.ts";

function resolve(hidden: readonly object[], layout: FileLayout = numberLayout, more: object = {}): ResolvedExperiment {
  const text = JSON.stringify({ dataset: "a.csv", model: { kind: "network", hidden }, ...more });
  return resolveExperiment(parseExperiment(text), { layout, resolvePath: (path) => path });
}

const hiddenOf = ({ model }: ResolvedExperiment) => (model.kind === "network" ? model.hidden : []);

describe("hidden layers", () => {
  it("have their norm, dropout and residual connection written out, and what is off left out", () => {
    const written = [
      { units: 8, norm: "batch", dropout: 0 },
      { units: 8, norm: { kind: "layer", place: "input" }, dropout: 0.2, residual: true },
      { units: 8, residual: false },
      { units: 8, residual: 2 },
    ];
    expect(hiddenOf(resolve(written))).toEqual([
      { units: 8, activation: "relu", norm: { kind: "batch", place: "weightedSum", epsilon: 1e-5, momentum: 0.1 } },
      {
        units: 8,
        activation: "relu",
        norm: { kind: "layer", place: "input", epsilon: 1e-5 },
        dropout: 0.2,
        residual: 1,
      },
      { units: 8, activation: "relu" },
      { units: 8, activation: "relu", residual: 2 },
    ]);
  });

  it("are written to a file as a person would", () => {
    const text = experimentText(
      resolve([
        { units: 8, norm: "batch" },
        { units: 8, norm: "layer", residual: 1 },
      ]),
    );
    expect(text).toContain('{ "units": 8, "activation": "relu", "norm": "batch" }');
    expect(text).toContain('{ "units": 8, "activation": "relu", "norm": "layer", "residual": true }');
  });

  it("are told in a few words", () => {
    const settings = describeSettings(
      resolve([
        { units: 8, norm: "batch", dropout: 0.5 },
        { units: 8, norm: { kind: "layer", place: "output", epsilon: 0.01 }, residual: true },
        { units: 8, norm: { kind: "batch", momentum: 0.3 }, residual: 2 },
      ]),
    );
    expect(settings.filter(({ name }) => name.startsWith("hidden layer")).map(({ value }) => value)).toEqual([
      "8 relu units, batch norm, dropout 0.5",
      "8 relu units, layer norm of its output (epsilon 0.01), residual",
      "8 relu units, batch norm (momentum 0.3), residual over 2 layers",
    ]);
  });

  it("of other widths cannot be joined by a residual connection; the message names both and the nearest that can", () => {
    expect(() => resolve([{ units: 8 }, { units: 6, residual: true }])).toThrow(
      "model.hidden.1.residual: Hidden layer 2 has 6 units and cannot add the input of its block, 8 wide. " +
        "Give it 8 units, or give hidden layer 1 6.",
    );
    expect(() => resolve([{ units: 8 }, { units: 6 }, { units: 6, residual: 2 }])).toThrow("8 wide");
    expect(() => resolve([{ units: 8 }, { units: 8, residual: 3 }])).toThrow("Write at most 2.");
  });

  it("cannot add or normalise sparse features", () => {
    expect(() => resolve([{ units: 8, residual: true }], textLayout)).toThrow("they are sparse");
    expect(() => resolve([{ units: 8, norm: { kind: "layer", place: "input" } }], textLayout)).toThrow(
      "model.hidden.0.norm.place: The first hidden layer cannot normalise its input",
    );
    expect(hiddenOf(resolve([{ units: 8, norm: { kind: "layer", place: "input" }, residual: true }]))).toHaveLength(1);
  });

  it("with batch norm need batches of two or more", () => {
    const one = { training: { batchSize: 1 } };
    expect(() => resolve([{ units: 8, norm: "batch" }], numberLayout, one)).toThrow(
      "model.hidden.0.norm: Batch norm compares the examples of a batch",
    );
    expect(hiddenOf(resolve([{ units: 8, norm: "layer" }], numberLayout, one))).toHaveLength(1);
  });

  it.each([
    { dropout: 1 },
    { dropout: -0.1 },
    { norm: "group" },
    { norm: { kind: "layer", momentum: 0.1 } },
    { residual: 0 },
  ])("refuse %o", (layer) => {
    expect(() => resolve([{ units: 8, ...layer }])).toThrow(/model\.hidden\.0\./);
  });
});
