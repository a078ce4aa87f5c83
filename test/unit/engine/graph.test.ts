import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { referenceBackend } from "../../../src/engine/backend.ts";
import { type NodeSpec, sourcesOf, topologicalOrder } from "../../../src/engine/graph.ts";
import { Network } from "../../../src/engine/network.ts";
import { denseMatrix, sparseMatrix } from "./support.ts";

const linear = (name: string, from: string, units = 4): NodeSpec => ({ kind: "linear", name, from, units });
const spec = (nodes: readonly NodeSpec[]) => ({ nodes, output: "output", loss: "crossEntropy" }) as const;
const build = (nodes: readonly NodeSpec[], input = denseMatrix(new RandomStream(1, "graph"), 2, 4)): Network =>
  new Network({ spec: spec(nodes), input, batchSize: 2, backend: referenceBackend("float32") });

describe("the graph of layers", () => {
  it("is run so that every layer comes after those it reads, in whatever order it is written", () => {
    const nodes: readonly NodeSpec[] = [
      linear("a", "input"),
      { kind: "activation", name: "b", from: "a", activation: "relu" },
      linear("c", "b"),
      { kind: "sum", name: "d", from: ["b", "c"] },
      { kind: "sum", name: "e", from: ["a", "d", "input"] },
      linear("output", "e", 3),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...nodes], { minLength: nodes.length }), (shuffled) => {
        const order = topologicalOrder(spec(shuffled)).map(({ name }) => name);
        for (const node of nodes) {
          for (const source of sourcesOf(node)) expect(order.indexOf(source)).toBeLessThan(order.indexOf(node.name));
        }
        expect(order.length).toBe(nodes.length);
      }),
    );
  });

  it("refuses a circle and names its layers", () => {
    const nodes = [linear("a", "c"), linear("b", "a"), linear("c", "b"), linear("output", "c")];
    expect(() => topologicalOrder(spec(nodes))).toThrow("The layers a, b, c, output read each other in a circle.");
  });

  it("refuses names that are missing, taken twice or reserved, and layers that lead nowhere", () => {
    expect(() => topologicalOrder(spec([linear("output", "nothing")]))).toThrow("“nothing” does not exist");
    expect(() => topologicalOrder(spec([linear("a", "input")]))).toThrow("“output” does not exist");
    expect(() => topologicalOrder(spec([linear("output", "input"), linear("output", "input")]))).toThrow("twice");
    expect(() => topologicalOrder(spec([linear("input", "output")]))).toThrow("twice");
    expect(() => topologicalOrder(spec([linear("output", "input"), linear("a", "input")]))).toThrow("lead to the");
    expect(() => topologicalOrder(spec([{ kind: "sum", name: "output", from: [] }]))).toThrow("reads nothing");
  });

  it("refuses sums of different widths, and sparse features without a linear layer", () => {
    const widths = [linear("a", "input", 2), linear("b", "input", 3)];
    expect(() => build([...widths, { kind: "sum", name: "output", from: ["a", "b"] }])).toThrow("different widths");
    const sparse = sparseMatrix(new RandomStream(1, "sparse"), 2, 4);
    const activation: NodeSpec = { kind: "activation", name: "output", from: "input", activation: "tanh" };
    expect(
      () =>
        new Network({ spec: spec([activation]), input: sparse, batchSize: 2, backend: referenceBackend("float32") }),
    ).toThrow("cannot read sparse features");
  });

  it("lists parameters in the order of the layers, whatever the memory", () => {
    const names = build([linear("output", "a"), linear("a", "input")]).parameters.map(({ name }) => name);
    expect(names).toEqual(["a.weight", "a.bias", "output.weight", "output.bias"]);
  });

  it("refuses a network beyond the 4 GiB that can be addressed, saying what to do", () => {
    expect(() => build([linear("a", "input", 400_000_000), linear("output", "a")])).toThrow(
      /need .* GiB; at most 4 GiB .* Choose fewer hidden units/,
    );
  });
});
