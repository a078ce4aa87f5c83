import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DenseMatrix, Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { finish } from "../../../src/base/work.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import type { FitState } from "../../../src/engine/fitState.ts";
import { FullBatchObjective } from "../../../src/engine/fullBatch.ts";
import { FullBatchFit, type FullBatchOptions } from "../../../src/engine/fullBatchFit.ts";
import { LbfgsHistory } from "../../../src/engine/lbfgs.ts";
import { strongWolfe } from "../../../src/engine/lineSearch.ts";
import { Network } from "../../../src/engine/network.ts";
import { allBackends, bitsOf, denseMatrix, randomLabels, sequenceMatrix, sparseMatrix } from "./support.ts";

interface Parity {
  readonly rows: number;
  readonly columns: number;
  readonly features: readonly number[];
  readonly cases: readonly {
    readonly classes: number;
    readonly c: number;
    readonly labels: readonly number[];
    readonly coef: readonly (readonly number[])[];
    readonly intercept: readonly number[];
  }[];
}

const parity = JSON.parse(
  await readFile(new URL("../../fixtures/lbfgs/coefficients.json", import.meta.url), "utf8"),
) as Parity;
const backends = await allBackends();
const rows = 23;
const stream = new RandomStream(8, "full batch");
const inputs: readonly Matrix[] = [
  denseMatrix(stream, rows, 7),
  sparseMatrix(stream, rows, 30),
  sequenceMatrix(stream, rows, 6, 5),
];
const labels = randomLabels(stream, rows, 3);
const lbfgs = (history: number, tolerance: number) => ({ kind: "lbfgs", history, tolerance }) as const;

/** Softmax regression, or with hidden units a small network; batches are smaller than the data. */
function build(backend: Backend, input: Matrix, classes: number, hidden: number, seed = 1): Network {
  const network = new Network({
    spec: {
      nodes:
        hidden === 0
          ? [{ kind: "linear", name: "output", from: "input", units: classes }]
          : [
              { kind: "linear", name: "one", from: "input", units: hidden },
              { kind: "activation", name: "a", from: "one", activation: "tanh" },
              { kind: "linear", name: "output", from: "a", units: classes },
            ],
      output: "output",
      loss: "crossEntropy",
    },
    input,
    batchSize: 9,
    backend,
  });
  if (hidden > 0) network.initialise({ kind: "xavierUniform" }, seed);
  return network;
}

const weightsOf = (network: Network): string => bitsOf(network.parameters.map((each) => network.copy(each)));

describe("L-BFGS", () => {
  for (const backend of backends) {
    it(`on ${backend.flavour} reaches the coefficients of scikit-learn`, () => {
      const features: DenseMatrix = {
        kind: "dense",
        rows: parity.rows,
        columns: parity.columns,
        values: Float32Array.from(parity.features),
      };
      for (const { classes, c, labels: truth, coef, intercept } of parity.cases) {
        const network = build(backend, features, classes, 0);
        // Two outputs share the weights of scikit-learn's one, so that half the penalty is missing.
        const l2 = (classes === 2 ? 2 : 1) / (c * parity.rows);
        const data = { features, labels: Int32Array.from(truth) };
        for (const report of new FullBatchFit(network, data, {
          optimizer: lbfgs(10, 1e-7),
          epochs: 200,
          l2,
        }).reports())
          expect(report.kind).toBeDefined();
        const [weight, bias] = network.parameters.map((each) => network.copy(each));
        const at = (values: Float32Array | undefined, row: number, column: number): number =>
          values?.[row * classes + column] ?? NaN;
        coef.forEach((ofClass, j) => {
          const value = (values: Float32Array | undefined, row: number): number =>
            classes === 2 ? at(values, row, 1) - at(values, row, 0) : at(values, row, j);
          ofClass.forEach((expected, row) => {
            expect(Math.abs(value(weight, row) - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
          });
          // Of the intercepts only differences count.
          const [first = 0] = intercept;
          const expected = classes === 2 ? (intercept[j] ?? NaN) : (intercept[j] ?? NaN) - first;
          const actual = classes === 2 ? value(bias, 0) : at(bias, 0, j) - at(bias, 0, 0);
          expect(Math.abs(actual - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
        });
      }
    });

    for (const features of inputs) {
      it(`on ${backend.flavour} with ${features.kind} features goes on bit for bit from any report`, () => {
        const arbitrary = fc.record({
          hidden: fc.constantFrom(0, 6),
          classes: fc.constantFrom(2, 3),
          history: fc.integer({ min: 1, max: 4 }),
          tolerance: fc.constantFrom(0, 1e-3, 0.3),
          l2: fc.constantFrom(0, 0.01),
          epochs: fc.constantFrom(3, 12),
        });
        fc.assert(
          fc.property(arbitrary, fc.nat(), ({ hidden, classes, history, tolerance, ...rest }, place) => {
            const options: FullBatchOptions = { ...rest, optimizer: lbfgs(history, tolerance) };
            const data = { features, labels: labels.map((label) => label % classes) };
            const straight = build(backend, features, classes, hidden);
            const all = [...new FullBatchFit(straight, data, options).reports()];

            const stop = place % all.length;
            const first = build(backend, features, classes, hidden);
            const fit = new FullBatchFit(first, data, options);
            const reports = fit.reports();
            for (let report = 0; report <= stop; report++) reports.next();
            const state = structuredClone(fit.state());
            for (const { value } of first.parameters) value.set(0, 0, NaN);

            const second = build(backend, features, classes, hidden, 2);
            const after = [...new FullBatchFit(second, data, options, state).reports()];
            const told = (from: number) => all.slice(from).filter(({ kind }) => kind !== "work");
            const next = all[stop]?.kind === "epoch" ? stop : stop + 1;
            expect(after.filter(({ kind }) => kind !== "work")).toEqual(told(next));
            expect(weightsOf(second)).toBe(weightsOf(straight));
          }),
          { numRuns: 25 },
        );
      });
    }
  }

  it("makes the objective smaller in every epoch, and says when there is nothing left to gain", () => {
    const [backend] = backends;
    const [features] = inputs;
    if (backend === undefined || features === undefined) throw new Error("no backend");
    const network = build(backend, features, 3, 5);
    const data = { features, labels };
    const objective = new FullBatchObjective(network, data, 0.01);
    const gradient = new Float64Array(objective.size);
    const fit = new FullBatchFit(network, data, { optimizer: lbfgs(10, 1e-4), epochs: 500, l2: 0.01 });
    let before = Infinity;
    let epochs = 0;
    let converged: string | undefined;
    for (const report of fit.reports()) {
      if (report.kind !== "epoch") continue;
      epochs++;
      const { value } = finish(objective.evaluate(objective.read(), gradient));
      expect(value).toBeLessThan(before);
      before = value;
      converged = report.converged;
    }
    expect(converged).toBe("gradient");
    expect(epochs).toBeLessThan(500);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-4);
  });

  it("ends where float32 has nothing left to gain", () => {
    const [backend] = backends;
    const [features] = inputs;
    if (backend === undefined || features === undefined) throw new Error("no backend");
    const network = build(backend, features, 3, 0);
    const fit = new FullBatchFit(network, { features, labels }, { optimizer: lbfgs(10, 0), epochs: 10_000, l2: 0.1 });
    const last = [...fit.reports()].at(-1);
    expect(last).toMatchObject({ kind: "epoch", converged: "precision" });
  });

  it("tells of work within a pass, where a state is that of the step before", () => {
    const [backend] = backends;
    const [features] = inputs;
    if (backend === undefined || features === undefined) throw new Error("no backend");
    const network = build(backend, features, 3, 0);
    const start = weightsOf(network);
    const fit = new FullBatchFit(network, { features, labels }, { optimizer: lbfgs(10, 0), epochs: 2, l2: 0 });
    const reports = fit.reports();
    // One pass over 23 rows at 9 a time, then the first trial.
    for (let piece = 0; piece < 4; piece++) expect(reports.next().value).toEqual({ kind: "work" });
    const state: FitState = fit.state();
    expect(state.at).toEqual({ step: 0, epoch: 1, rows: 0 });
    expect(bitsOf(state.parts["network"]?.arrays.map(({ values }) => Float32Array.from(values)) ?? [])).toBe(start);
  });
});

describe("the objective over all examples", () => {
  it("has the gradient that central differences give, whatever the size of a piece", () => {
    const [backend] = backends;
    for (const features of inputs) {
      if (backend === undefined) throw new Error("no backend");
      const objective = new FullBatchObjective(build(backend, features, 3, 4), { features, labels }, 0.05);
      const at = objective.read();
      const gradient = new Float64Array(objective.size);
      finish(objective.evaluate(at, gradient));
      const scratch = new Float64Array(objective.size);
      const valueAt = (index: number, change: number): number => {
        const moved = at.slice();
        moved[index] = (moved[index] ?? 0) + change;
        return finish(objective.evaluate(moved, scratch)).value;
      };
      for (let index = 0; index < at.length; index += 7) {
        const difference = (valueAt(index, 1e-2) - valueAt(index, -1e-2)) / 2e-2;
        expect(gradient[index]).toBeCloseTo(difference, 3);
      }
    }
  });
});

describe("the two-loop recursion", () => {
  it("solves a quadratic of n dimensions exactly after n steps with exact line searches", () => {
    const curvatures = [1, 4, 9];
    const target = [1, -2, 3];
    const gradientAt = (at: Float32Array): Float64Array =>
      Float64Array.from(curvatures, (curvature, i) => curvature * ((at[i] ?? 0) - (target[i] ?? 0)));
    const history = new LbfgsHistory(3, 10);
    let at = new Float32Array(3);
    for (let step = 0; step < 3; step++) {
      const gradient = gradientAt(at);
      const direction = new Float64Array(3);
      finish(history.direction(gradient, direction));
      const curved = curvatures.reduce((sum, each, i) => sum + each * (direction[i] ?? 0) ** 2, 0);
      const length = -gradient.reduce((sum, each, i) => sum + each * (direction[i] ?? 0), 0) / curved;
      const next = at.map((each, i) => each + length * (direction[i] ?? 0));
      history.push({ at, gradient }, { at: next, gradient: gradientAt(next) });
      at = next;
    }
    at.forEach((value, i) => {
      expect(value).toBeCloseTo(target[i] ?? NaN, 4);
    });
  });
});

describe("the line search", () => {
  it("meets the strong Wolfe conditions on any curve that comes to rise", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.001, max: 100, noNaN: true }),
        (lowest, steepness, first) => {
          const at = (t: number) => ({
            at: t,
            value: steepness * ((t - lowest) ** 2 + 0.1 * lowest ** 2 * Math.sin(t / lowest)),
            slope: steepness * (2 * (t - lowest) + 0.1 * lowest * Math.cos(t / lowest)),
          });
          const start = at(0);
          const evaluate = function* (t: number) {
            yield undefined;
            return at(t);
          };
          const point = finish(strongWolfe(evaluate, start, first));
          expect(point).toBeDefined();
          if (point === undefined) return;
          expect(point.value).toBeLessThanOrEqual(
            start.value + 1e-4 * point.at * start.slope + 1e-6 * Math.abs(start.value),
          );
          expect(Math.abs(point.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
        },
      ),
    );
  });
});
