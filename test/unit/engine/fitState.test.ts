import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import type { FitState } from "../../../src/engine/fitState.ts";
import type { NodeSpec } from "../../../src/engine/graph.ts";
import { Network } from "../../../src/engine/network.ts";
import type { OptimizerOptions } from "../../../src/engine/optimizers.ts";
import type { EpochFigure } from "../../../src/engine/plateau.ts";
import type { ScheduleOptions } from "../../../src/engine/schedules.ts";
import { type EpochReport, Fit, type FitOptions, type StepReport } from "../../../src/engine/trainer.ts";
import { allBackends, bitsOf, denseMatrix, randomLabels, sequenceMatrix, sparseMatrix } from "./support.ts";

const rows = 23;
const stream = new RandomStream(6, "fit state");
const inputs: readonly Matrix[] = [
  denseMatrix(stream, rows, 7),
  sparseMatrix(stream, rows, 30),
  sequenceMatrix(stream, rows, 6, 5),
];
const labels = randomLabels(stream, rows, 3);

const optimizers: readonly OptimizerOptions[] = [
  { kind: "sgd", learningRate: 0.2 },
  { kind: "sgd", learningRate: 0.1, momentum: 0.9 },
  { kind: "sgd", learningRate: 0.1, momentum: 0.8, nesterov: true },
  { kind: "adagrad", learningRate: 0.2, epsilon: 1e-10 },
  { kind: "rmsprop", learningRate: 0.01, decay: 0.9, epsilon: 1e-8 },
  { kind: "rmsprop", learningRate: 0.01, decay: 0.9, epsilon: 1e-8, momentum: 0.5 },
  { kind: "adam", learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
];
const schedules: readonly ScheduleOptions[] = [
  { kind: "constant" },
  { kind: "step", epochs: 1, factor: 0.5 },
  { kind: "exponential", factor: 0.7 },
  { kind: "cosine", floor: 0.1 },
  { kind: "linear" },
  { kind: "oneCycle", warmUp: 0.3, start: 0.04, end: 0.01 },
  { kind: "reduceOnPlateau", factor: 0.5, patience: 0, minChange: 0, minimumRate: 0 },
];
const penalties = fc.oneof(
  // Without any, plain descent moves weights while their gradient is computed.
  fc.constant({}),
  fc.record({ l1: fc.constant(0.001) }),
  fc.record({ weightDecay: fc.constant(0.1) }),
  fc.record({ clipNorm: fc.constantFrom(0.3, 1e6) }),
);
const arbitraryOptions: fc.Arbitrary<FitOptions> = fc
  .record({
    optimizer: fc.constantFrom(...optimizers),
    schedule: fc.constantFrom(...schedules),
    batchSize: fc.integer({ min: 1, max: 9 }),
    epochs: fc.constant(3),
    seed: fc.integer({ min: 0, max: 1000 }),
    l2: fc.constantFrom(0, 0.01, 0.5),
    warmUpEpochs: fc.constantFrom(0, 0.7),
    penalties,
  })
  .map(({ penalties: some, ...rest }) => ({ ...rest, ...some }));

/** What lies between the layers of a network. */
interface Between {
  readonly norm: "batch" | "layer" | "both" | "none";
  readonly dropout: boolean;
}

const everything: Between = { norm: "both", dropout: true };

function build(backend: Backend, input: Matrix, seed: number, { norm, dropout }: Between = everything): Network {
  const hasBatchNorm = norm === "batch" || norm === "both";
  const hasLayerNorm = norm === "layer" || norm === "both";
  const nodes: NodeSpec[] = [{ kind: "linear", name: "one", from: "input", units: 6 }];
  if (hasBatchNorm) nodes.push({ kind: "batchNorm", name: "norm", from: "one", epsilon: 1e-5, momentum: 0.3 });
  nodes.push({ kind: "activation", name: "a", from: hasBatchNorm ? "norm" : "one", activation: "tanh" });
  if (hasLayerNorm) nodes.push({ kind: "layerNorm", name: "other", from: "a", epsilon: 1e-5 });
  nodes.push({ kind: "linear", name: "two", from: hasLayerNorm ? "other" : "a", units: 6 });
  if (dropout) nodes.push({ kind: "dropout", name: "drop", from: "two", rate: 0.3 });
  nodes.push(
    { kind: "sum", name: "b", from: ["a", dropout ? "drop" : "two"] },
    { kind: "linear", name: "output", from: "b", units: 3 },
  );
  const network = new Network({
    spec: { nodes, output: "output", loss: "crossEntropy" },
    input,
    batchSize: 9,
    backend,
  });
  network.initialise({ kind: "xavierUniform" }, seed);
  return network;
}

const weightsOf = (network: Network): string => bitsOf(network.stored.map((each) => network.copy(each)));

/** All further reports; an epoch is answered with a figure that is now better, now worse. */
function drive(reports: ReturnType<Fit["reports"]>): (StepReport | EpochReport)[] {
  const told: (StepReport | EpochReport)[] = [];
  for (let next = reports.next(); next.done !== true; next = reports.next(answer(next.value))) told.push(next.value);
  return told;
}

function answer(report: StepReport | EpochReport): EpochFigure | undefined {
  return report.kind === "step" ? undefined : { value: 1 + Math.abs(report.epoch - 1.6), better: "lower" };
}

/** As a file would keep it: the arrays' bits, everything else as JSON. */
function throughFile(state: FitState): FitState {
  const parts = Object.entries(state.parts).map(([name, { arrays, numbers }]) => [
    name,
    { numbers: JSON.parse(JSON.stringify(numbers)) as unknown, arrays: structuredClone(arrays) },
  ]);
  return { at: JSON.parse(JSON.stringify(state.at)) as FitState["at"], parts: Object.fromEntries(parts) as never };
}

/** Stopped at a report, kept and given to another network of the same graph, a fit ends as if it had not been stopped. */
function expectToGoOn(options: FitOptions, place: number, create: (seed: number) => Network, features: Matrix): void {
  const data = { features, labels };
  const straight = create(1);
  const all = drive(new Fit(straight, data, options).reports());

  const stop = place % all.length;
  const first = create(1);
  const fit = new Fit(first, data, options);
  const driven = fit.reports();
  let next = driven.next();
  for (let report = 0; report < stop && next.done !== true; report++) next = driven.next(answer(next.value));
  const state = throughFile(fit.state());
  // What goes on must not lean on what the first one had in memory.
  for (const layer of first.layers) for (const { value } of layer.parameters()) value.set(0, 0, NaN);

  const second = create(2);
  const rest = drive(new Fit(second, data, options, state).reports());
  const after = all[stop]?.kind === "epoch" ? stop : stop + 1;
  expect(rest).toEqual(all.slice(after));
  expect(weightsOf(second)).toBe(weightsOf(straight));
}

describe("the state of a fit", async () => {
  const backends = await allBackends();
  for (const backend of backends) {
    for (const features of inputs) {
      it(`on ${backend.flavour} with ${features.kind} features goes on bit for bit from any report`, () => {
        fc.assert(
          fc.property(arbitraryOptions, fc.nat(), (options, place) => {
            expectToGoOn(options, place, (seed) => build(backend, features, seed), features);
          }),
          {
            numRuns: 40,
            // A run that diverges: its sums are not finite.
            examples: [
              [
                {
                  optimizer: { kind: "sgd", learningRate: 1e30 },
                  schedule: { kind: "constant" },
                  ...{ batchSize: 2, epochs: 3, seed: 0, l2: 0, warmUpEpochs: 0 },
                },
                30,
              ],
            ],
          },
        );
      });
    }
  }

  it.each(optimizers)("goes on with $kind under every schedule, norm, dropout and clipping", (optimizer) => {
    const backend = backends.at(-1);
    const features = inputs[1];
    if (backend === undefined || features === undefined) throw new Error("no backend");
    const norms = ["none", "batch", "layer"] as const;
    let place = 0;
    for (const schedule of schedules) {
      for (const norm of norms) {
        for (const dropout of [false, true]) {
          for (const clipping of [{}, { clipNorm: 0.3 }]) {
            // Stops wander over all reports from case to case.
            place += 5;
            const rest = { batchSize: 7, epochs: 3, seed: place, l2: 0.01, ...clipping };
            const between = { norm, dropout };
            const create = (seed: number): Network => build(backend, features, seed, between);
            expectToGoOn({ optimizer, schedule, ...rest }, place, create, features);
          }
        }
      }
    }
  });

  it("is refused by a network of another shape", () => {
    const [backend] = backends;
    const [dense, sparse] = inputs;
    if (backend === undefined || dense === undefined || sparse === undefined) throw new Error("no backend");
    const options: FitOptions = {
      optimizer: { kind: "adam", learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ batchSize: 4, epochs: 1, seed: 1, l2: 0 },
    };
    const fit = new Fit(build(backend, dense, 1), { features: dense, labels }, options);
    const other = build(backend, sparse, 1);
    expect(() => new Fit(other, { features: sparse, labels }, options, fit.state())).toThrow("values of one.weight");
  });
});
