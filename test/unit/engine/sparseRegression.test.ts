import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { finish } from "../../../src/base/work.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import { createObjective } from "../../../src/engine/createObjective.ts";
import { FullBatchObjective } from "../../../src/engine/fullBatch.ts";
import { distinctColumns } from "../../../src/engine/inputs/distinctColumns.ts";
import { valuesOf } from "../../../src/engine/kernels/columns.ts";
import { Network } from "../../../src/engine/network.ts";
import type { Objective } from "../../../src/engine/objective.ts";
import { SparseRegression } from "../../../src/engine/sparseRegression.ts";
import { allBackends, randomLabels } from "./support.ts";

/** Rows like texts: columns 0 to 4 are common, two more in every third row are its own and equal, column 5 is empty. */
function textLike(rows: number): CsrMatrix {
  const stream = new RandomStream(3, "text-like");
  const offsets = [0];
  const indices: number[] = [];
  const values: number[] = [];
  let columns = 6;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < 5; column++) {
      if (stream.float64() < 0.6) {
        indices.push(column);
        values.push(stream.normal());
      }
    }
    if (row % 3 === 0) {
      indices.push(columns++, columns++, columns++);
      values.push(0.5, 0.5, -0.25);
    }
    offsets.push(indices.length);
  }
  return {
    kind: "csr",
    rows,
    columns,
    offsets: Uint32Array.from(offsets),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
}

const rows = 30;
const features = textLike(rows);

function build(backend: Backend, classes: number, from?: (column: number, id: number) => number): Network {
  const network = new Network({
    spec: {
      nodes: [{ kind: "linear", name: "output", from: "input", units: classes }],
      output: "output",
      loss: "crossEntropy",
    },
    input: features,
    batchSize: 9,
    backend,
  });
  const [weight, bias] = network.parameters;
  if (from === undefined || weight === undefined || bias === undefined) return network;
  const filled = (count: number, valueOf: (index: number) => number): Float32Array =>
    Float32Array.from({ length: count }, (_, index) => valueOf(index));
  weight.value.load(filled(features.columns * classes, (at) => from(Math.floor(at / classes), at % classes)));
  bias.value.load(filled(classes, (id) => from(0, id) / 3));
  return network;
}

const evaluated = (objective: Objective, at = objective.read()) => {
  const gradient = new Float64Array(objective.size);
  return { ...finish(objective.evaluate(at, gradient)), gradient, at };
};

describe("distinct columns", () => {
  it("hold the matrix, with columns that are equal in one row, or empty, once", () => {
    for (const merge of [true, false]) {
      const { columns, starts, entries, copies, placeOf } = distinctColumns(features, merge);
      expect(columns).toBe(merge ? 26 : features.columns);
      expect(copies.reduce((sum, each) => sum + each, 0)).toBe(features.columns);
      const values = valuesOf(entries);
      const rebuilt = new Map<string, number>();
      placeOf.forEach((place, column) => {
        for (let at = starts[place] ?? 0; at < (starts[place + 1] ?? 0); at++) {
          rebuilt.set(`${String(entries[2 * at])} ${String(column)}`, values[2 * at + 1] ?? NaN);
        }
      });
      const original = new Map<string, number>();
      for (let row = 0; row < rows; row++) {
        for (let at = features.offsets[row] ?? 0; at < (features.offsets[row + 1] ?? 0); at++) {
          original.set(`${String(row)} ${String(features.indices[at])}`, features.values[at] ?? NaN);
        }
      }
      expect(rebuilt).toEqual(original);
    }
  });
});

describe("the objective of a linear model on sparse features", async () => {
  const backends = await allBackends();
  const shared = (column: number, id: number): number => {
    // Equal columns have equal weights: of each three from the seventh on the first two.
    const like = column > 6 && (column - 6) % 3 === 1 ? column - 1 : column;
    return Math.sin(like * 1.3 + id * 0.7);
  };
  const cases = [
    {
      what: "two classes that mirror each other",
      classes: 2,
      from: (column: number, id: number) => (id * 2 - 1) * shared(column, 0),
      size: 27,
    },
    { what: "two classes that do not", classes: 2, from: shared, size: 54 },
    { what: "three classes", classes: 3, from: shared, size: 81 },
    { what: "five classes", classes: 5, from: shared, size: 135 },
    {
      what: "equal columns of unequal weights",
      classes: 3,
      from: (column: number, id: number) => Math.sin(column + id),
      size: 111,
    },
    { what: "weights of 0", classes: 3, from: () => 0, size: 81 },
  ];
  for (const backend of backends) {
    it.each(cases)(`of $what is on ${backend.flavour} that of any network`, ({ classes, from, size }) => {
      const labels = randomLabels(new RandomStream(classes, "labels"), rows, classes);
      const data = { features, labels };
      const plain = evaluated(new FullBatchObjective(build(backend, classes, from), data, 0.05));
      const network = build(backend, classes, from);
      const objective = createObjective(network, data, 0.05);
      expect(objective).toBeInstanceOf(SparseRegression);
      expect(objective.size).toBe(size);
      const quick = evaluated(objective);
      const close = (a: number, b: number): void => {
        expect(Math.abs(a - b)).toBeLessThan(2e-6 * (1 + Math.abs(b)));
      };
      close(quick.value, plain.value);
      close(quick.lossSum, plain.lossSum);
      close(quick.squares[0] ?? NaN, plain.squares[0] ?? NaN);
      close(quick.steepest, plain.steepest);
      // Its gradient is that of the plain one along every change of its own vector.
      const stretched = (at: Float32Array): number[] => objective.arrays(at).flatMap(({ values }) => [...values]);
      for (let index = 0; index < size; index++) {
        const unit = new Float32Array(size);
        unit[index] = 1;
        close(
          quick.gradient[index] ?? NaN,
          stretched(unit).reduce((sum, each, at) => sum + each * (plain.gradient[at] ?? NaN), 0),
        );
      }
      // Parameters come back from the network as they went in.
      const moved = quick.at.map((each) => each + 0.1);
      objective.load(moved);
      expect(objective.read()).toEqual(moved);
      expect(network.parameters.flatMap((each) => [...network.copy(each)])).toEqual(stretched(moved));
    });
  }
});
