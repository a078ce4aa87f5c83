import { RandomStream } from "../../../src/base/random.ts";
import type { Backend, Engine } from "../../../src/engine/backend.ts";
import { partialCells } from "../../../src/engine/kernels/kernels.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { compileLimit } from "../harness/limit.mjs";

const sumsOfLimit = 10;
const operationsOfMultiplyAdd = 8;
const sums = Array.from({ length: sumsOfLimit }, (_, index) => `s${String(index)}`);

/** The most a core can do with 128-bit lanes: ten independent sums, nothing loaded. */
const limitSource = `
export function limit(rounds: i32, one: f32, tiny: f32): f32 {
  let a = f32x4.splat(one), b = f32x4.splat(tiny), ${sums.map((sum) => `${sum} = a`).join(", ")};
  for (let round = 0; round < rounds; round++) {
    ${sums.map((sum) => `${sum} = v128.relaxed_madd<f32>(a, b, ${sum});`).join("\n    ")}
  }
  ${sums.map((sum) => `a = f32x4.add(a, ${sum});`).join("\n  ")}
  return f32x4.extract_lane(a, 0);
}`;

const repetitions = 7;
const operationsOfRepetition = 4e8;

/** One kernel call and the floating-point operations in it. */
interface Case {
  readonly name: string;
  readonly operations: number;
  readonly call: () => void;
}

/** Lines that say how many operations a second each kernel does, and which share of the limit that is. */
export async function kernelRates(backend: Backend): Promise<readonly string[]> {
  const limit = await limitRate();
  const lines = [`one core's limit, 128-bit multiply-add: ${(limit / 1e9).toFixed(1)} GFLOP/s`];
  for (const { name, operations, call } of casesOf(backend)) {
    const rate = rateOf(operations, call);
    const share = `${((100 * rate) / limit).toFixed(0)} %`;
    lines.push(`${name.padEnd(62)} ${(rate / 1e9).toFixed(1).padStart(5)} GFLOP/s, ${share}`);
  }
  return lines;
}

async function limitRate(): Promise<number> {
  const module = new WebAssembly.Module(await compileLimit(limitSource));
  const { limit } = new WebAssembly.Instance(module, { env: { abort: () => undefined } }).exports;
  if (typeof limit !== "function") throw new Error("the limit loop is not exported");
  const loop = limit as (rounds: number, one: number, tiny: number) => number;
  const rounds = 1_000_000;
  return rateOf(rounds * sumsOfLimit * operationsOfMultiplyAdd, () => loop(rounds, 1, 1e-9));
}

/** Operations a second: the best of several repetitions, since other work only ever makes them slower. */
function rateOf(operations: number, call: () => void): number {
  const calls = Math.max(1, Math.round(operationsOfRepetition / operations));
  let best = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const began = performance.now();
    for (let i = 0; i < calls; i++) call();
    best = Math.max(best, (operations * calls) / ((performance.now() - began) / 1000));
  }
  return best;
}

const denseShapes = [
  [256, 256, 256],
  [32, 50, 100],
  [32, 15_000, 100],
  [32, 15_000, 20],
  [1, 300, 20],
] as const;

function* casesOf(backend: Backend): Generator<Case> {
  for (const [rows, inputs, units] of denseShapes) yield* denseCases(backend, rows, inputs, units);
  for (const units of [100, 20]) yield* sequenceCases(backend, units);
  yield* sparseCases(backend);
}

function randomTensor(engine: Engine, stream: RandomStream, rows: number, columns: number): Tensor {
  const tensor = new Tensor(engine.memory, rows, columns);
  engine.memory.commit();
  tensor.load(Float32Array.from({ length: rows * columns }, () => stream.float64() - 0.5));
  return tensor;
}

function integers(engine: Engine, values: ArrayLike<number>): number {
  const start = engine.memory.reserve(values.length);
  engine.memory.commit();
  engine.memory.integers.set(values, start);
  return start;
}

function denseCases(backend: Backend, rows: number, inputs: number, units: number): readonly Case[] {
  const engine = backend.createEngine();
  const { kernels } = engine;
  const stream = new RandomStream(1, "kernels");
  const x = randomTensor(engine, stream, rows, inputs);
  const w = randomTensor(engine, stream, inputs, units);
  const z = randomTensor(engine, stream, rows, units);
  const partials = integers(engine, new Uint32Array(partialCells(inputs)));
  const shape = `${String(rows)} × ${String(inputs)} × ${String(units)}`;
  const operations = 2 * rows * inputs * units;
  return [
    {
      name: `dense multiply ${shape}`,
      operations,
      call: () => kernels.denseMultiply(x.start, rows, inputs, x.stride, w.start, w.stride, z.start),
    },
    {
      name: `dense update ${shape}`,
      operations,
      call: () => kernels.denseUpdate(x.start, rows, inputs, x.stride, z.start, z.stride, w.start, 1e-9, 0, partials),
    },
    {
      name: `dense input gradient ${shape}`,
      operations,
      call: () => kernels.denseInputGradient(z.start, rows, z.stride, w.start, inputs, x.start, x.stride, false),
    },
  ];
}

/** A batch of 32 texts as long as the reviews are. */
function sequenceCases(backend: Backend, units: number): readonly Case[] {
  const engine = backend.createEngine();
  const { kernels } = engine;
  const stream = new RandomStream(2, "kernels");
  const [rows, positions, dimension] = [32, 300, 50];
  const lengths = Array.from({ length: rows }, () => Math.round(Math.E ** (4.427 + 0.6 * stream.normal())));
  const counts = Array.from({ length: positions }, (_, position) => lengths.filter((each) => each > position).length);
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const table = randomTensor(engine, stream, 13_000, dimension);
  const drawn = Array.from({ length: tokens }, () => stream.below(table.rows));
  const ids = integers(engine, drawn);
  const gathered = randomTensor(engine, stream, tokens, dimension);
  const partials = integers(engine, new Uint32Array(2 * positions));
  const at = integers(engine, counts);
  const w = randomTensor(engine, stream, positions * dimension, units);
  const z = randomTensor(engine, stream, rows, units);
  const operations = 2 * tokens * dimension * units;
  const shape = `32 texts, ${String(tokens)} tokens × 50 × ${String(units)}`;
  const batch = [gathered.start, at, positions, dimension, table.stride] as const;
  return [
    {
      name: `gather ${String(tokens)} rows of 50, as a multiply with ${String(units)} units`,
      operations,
      call: () => kernels.gatherRows(ids, tokens, table.start, table.stride, gathered.start),
    },
    {
      name: `sequence multiply ${shape}`,
      operations,
      call: () => kernels.sequenceMultiply(...batch, w.start, w.stride, z.start, rows),
    },
    {
      name: `sequence update ${shape}`,
      operations,
      call: () => kernels.sequenceUpdate(...batch, z.start, z.stride, w.start, 1e-9, partials),
    },
  ];
}

/** A batch of 200 rows of 14 of 81,229 features, as the headlines have; few features are common and most are rare. */
function sparseCases(backend: Backend): readonly Case[] {
  const engine = backend.createEngine();
  const { kernels } = engine;
  const stream = new RandomStream(3, "kernels");
  const [rows, columns, units, entriesOfRow] = [200, 81_229, 100, 14];
  const entries = rows * entriesOfRow;
  const offsets = integers(
    engine,
    Array.from({ length: rows + 1 }, (_, row) => row * entriesOfRow),
  );
  const drawn = Array.from({ length: entries }, () => Math.floor(columns * stream.float64() ** 3));
  const indices = integers(engine, drawn);
  const values = randomTensor(engine, stream, 1, entries);
  const w = randomTensor(engine, stream, columns, units);
  const z = randomTensor(engine, stream, rows, units);
  const heads = integers(engine, new Uint32Array(columns));
  const next = integers(engine, new Uint32Array(entries));
  const rowOf = integers(engine, new Uint32Array(entries));
  const list = integers(engine, new Uint32Array(entries));
  const partials = integers(engine, new Uint32Array(partialCells(entries)));
  const operations = 2 * entries * units;
  const shape = `${String(rows)} × ${String(entriesOfRow)} of ${String(columns)} features, ${String(units)} units`;
  const batch = [offsets, indices, values.start, rows] as const;
  return [
    {
      name: `sparse multiply ${shape}`,
      operations,
      call: () => kernels.sparseMultiply(...batch, w.start, w.stride, z.start),
    },
    {
      name: `sparse update ${shape}`,
      operations,
      call() {
        const count = kernels.sparseChain(offsets, indices, rows, heads, next, rowOf, list);
        const gradient = [list, count, values.start, z.start, z.stride] as const;
        kernels.sparseUpdate(...gradient, w.start, 1e-9, heads, next, rowOf, partials);
      },
    },
  ];
}
