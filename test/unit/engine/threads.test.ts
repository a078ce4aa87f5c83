import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build as bundle } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { type Help, type KernelFlavour, selectBackend } from "../../../src/engine/backend.ts";
import type { Crew, HelperStart, HelperThreads } from "../../../src/engine/kernels/crew.ts";
import { Network } from "../../../src/engine/network.ts";
import { fit, type FitOptions } from "../../../src/engine/trainer.ts";
import { kernelThreads } from "../../../src/platform/kernelThreads.ts";
import {
  allBackends,
  bitsOf,
  denseMatrix,
  kernelModules,
  randomLabels,
  sequenceMatrix,
  sparseMatrix,
} from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "benchtop-threads-"));
const entry = join(folder, "kernelThread.mjs");

// As it ships: a hundred threads that each translate their sources would take a minute.
beforeAll(async () => {
  const source = join(import.meta.dirname, "../../../src/platform/kernelThreadEntry.ts");
  await bundle({ entryPoints: [source], outfile: entry, bundle: true, platform: "node", format: "esm" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Real threads, and whether each of them ever had a share. */
class WatchedThreads implements HelperThreads {
  readonly #threads = kernelThreads(entry);
  readonly #controls: SharedArrayBuffer[] = [];

  start(start: HelperStart): void {
    this.#controls.push(start.control);
    this.#threads.start(start);
  }

  get tookPart(): readonly boolean[] {
    return this.#controls.map((control, helper) => (new Int32Array(control, 64)[helper] ?? 0) > 0);
  }
}

const stream = new RandomStream(7, "threads");
const inputs: Readonly<Record<string, Matrix>> = {
  dense: denseMatrix(stream, 90, 820),
  sequence: sequenceMatrix(stream, 90, 40, 21),
  sparse: sparseMatrix(stream, 90, 1300),
};
const labels = randomLabels(stream, 90, 3);
const common = { batchSize: 32, seed: 2, l2: 0 } as const;
const methods: Readonly<Record<string, Omit<FitOptions, "epochs">>> = {
  "sgd and l2": { ...common, l2: 0.01, optimizer: { kind: "sgd", learningRate: 0.05 } },
  "momentum and l1": { ...common, l1: 0.001, optimizer: { kind: "sgd", learningRate: 0.05, momentum: 0.9 } },
  adagrad: { ...common, optimizer: { kind: "adagrad", learningRate: 0.02, epsilon: 1e-10 } },
  rmsprop: { ...common, optimizer: { kind: "rmsprop", learningRate: 0.001, decay: 0.99, epsilon: 1e-8 } },
  adam: { ...common, optimizer: { kind: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
};

/** Units that are no whole number of vectors for each of the threads, and a second wide layer. */
function build(flavour: KernelFlavour, modules: Parameters<typeof selectBackend>[0], input: Matrix, help?: Help) {
  const network = new Network({
    spec: {
      nodes: [
        { kind: "linear", name: "one", from: "input", units: 100 },
        { kind: "activation", name: "a", from: "one", activation: "relu" },
        { kind: "linear", name: "two", from: "a", units: 90 },
        { kind: "activation", name: "b", from: "two", activation: "tanh" },
        { kind: "linear", name: "output", from: "b", units: 3 },
      ],
      output: "output",
      loss: "crossEntropy",
    },
    input,
    batchSize: 32,
    backend: selectBackend(modules, { force: flavour, help }),
  });
  network.initialise({ kind: "xavierUniform" }, 9);
  return network;
}

/** All reports and weights of so many epochs; `between` runs after each step. */
function train(network: Network, features: Matrix, options: FitOptions, between: () => void = () => undefined): string {
  const reports: unknown[] = [];
  for (const report of fit(network, { features, labels }, options)) {
    reports.push(report);
    between();
  }
  return JSON.stringify(reports) + bitsOf(network.parameters.map((each) => network.copy(each)));
}

/** Calls the network's kernels until as many helpers as there are to be have had a share, for ten seconds at most. */
async function awaken(network: Network, features: Matrix, threads: WatchedThreads, helpers: number): Promise<void> {
  const end = performance.now() + 10_000;
  const order = Uint32Array.from({ length: 32 }, (_, row) => row);
  while (threads.tookPart.filter(Boolean).length < helpers && performance.now() < end) {
    network.fill(features, undefined, order, 0, 32);
    network.forward(32);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe("threads that help with kernels", async () => {
  const modules = await kernelModules();
  const flavours = (await allBackends()).map(({ flavour }) => flavour).filter((flavour) => flavour !== "reference");

  for (const flavour of flavours) {
    for (const [kind, features] of Object.entries(inputs)) {
      for (const [method, options] of Object.entries(methods)) {
        it(`do not change a bit on ${flavour} with ${kind} features and ${method}`, async () => {
          const whole = { ...options, epochs: 3 };
          const alone = train(build(flavour, modules, features), features, whole);
          for (const threads of [2, 4]) {
            const crew: Crew = { threads };
            const watched = new WatchedThreads();
            const network = build(flavour, modules, features, { crew, threads: watched });
            await awaken(network, features, watched, threads - 1);
            let steps = 0;
            const shared = train(network, features, whole, () => {
              // They come and go as the run has company or not.
              crew.threads = ++steps % 4 === 0 ? 1 : threads;
            });
            network.engine.dispose();
            expect(watched.tookPart).toEqual(new Array(threads - 1).fill(true));
            expect(shared === alone, `${String(threads)} threads`).toBe(true);
          }
        });
      }
    }
  }

  it("are not started for small work, nor where a run has but one thread", () => {
    const [flavour] = flavours;
    if (flavour === undefined) throw new Error("this machine has no WebAssembly SIMD");
    const features = denseMatrix(stream, 90, 8);
    const small = new WatchedThreads();
    train(build(flavour, modules, features, { crew: { threads: 4 }, threads: small }), features, {
      ...common,
      batchSize: 4,
      epochs: 1,
      optimizer: { kind: "sgd", learningRate: 0.1 },
    });
    expect(small.tookPart).toEqual([]);
    const single = new WatchedThreads();
    const network = build(flavour, modules, denseMatrix(stream, 90, 820), { crew: { threads: 1 }, threads: single });
    network.forward(32);
    expect(single.tookPart).toEqual([]);
  });

  it("that fail make the call fail, not hang", async () => {
    const [flavour] = flavours;
    if (flavour === undefined) throw new Error("this machine has no WebAssembly SIMD");
    const failing = `const { workerData } = require("node:worker_threads");
      const states = new Int32Array(workerData.control);
      const at = workerData.helper;
      Atomics.store(states, at, 1);
      while (Atomics.load(states, at) !== 4);
      Atomics.store(states, at, 5);
      Atomics.notify(states, at);`;
    const threads: HelperThreads = {
      start: (start) => new Worker(failing, { eval: true, workerData: start }).unref(),
    };
    const features = denseMatrix(stream, 90, 820);
    const network = build(flavour, modules, features, { crew: { threads: 2 }, threads });
    const run = async (): Promise<void> => {
      for (let tries = 0; tries < 2_000; tries++) {
        network.forward(32);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await expect(run()).rejects.toThrow("a kernel failed in a helping thread");
  });
});
