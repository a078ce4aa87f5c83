import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { CsrMatrix, DenseMatrix, Matrix, SequenceMatrix } from "../../../src/base/matrix.ts";
import type { RandomStream } from "../../../src/base/random.ts";
import { type Backend, type KernelFlavour, type KernelModules, selectBackend } from "../../../src/engine/backend.ts";
import { buildKernels } from "../../../src/engine/kernels/build.mjs";
import { lossOf, type LossOptions } from "../../../src/engine/losses.ts";
import type { Network } from "../../../src/engine/network.ts";

/** The compiled kernels, built when their sources changed. */
export async function kernelModules(): Promise<Required<KernelModules>> {
  const cache = fileURLToPath(new URL("../../../node_modules/.cache/benchtop-kernels", import.meta.url));
  const paths = await buildKernels(cache, { optimize: true });
  return { simd: await bytesOf(paths.simd), relaxedSimd: await bytesOf(paths.relaxedSimd) };
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path));
}

/** Every flavour that this machine can run. */
export async function allBackends(): Promise<readonly Backend[]> {
  const modules = await kernelModules();
  const flavours: KernelFlavour[] = ["reference"];
  if (WebAssembly.validate(modules.simd)) flavours.push("wasm-simd");
  const fastest = selectBackend(modules);
  if (fastest.flavour.startsWith("wasm-relaxed")) flavours.push(fastest.flavour);
  return flavours.map((flavour) => selectBackend(modules, { force: flavour }));
}

/** Standard normal values. */
function normals(stream: RandomStream, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => stream.normal());
}

export function denseMatrix(stream: RandomStream, rows: number, columns: number): DenseMatrix {
  return { kind: "dense", rows, columns, values: normals(stream, rows * columns) };
}

/** Rows of 0 to all columns. */
export function sparseMatrix(stream: RandomStream, rows: number, columns: number): CsrMatrix {
  const offsets = new Uint32Array(rows + 1);
  const indices: number[] = [];
  for (let row = 0; row < rows; row++) {
    const share = stream.float64();
    for (let column = 0; column < columns; column++) if (stream.float64() < share) indices.push(column);
    offsets[row + 1] = indices.length;
  }
  const values = normals(stream, indices.length);
  return { kind: "csr", rows, columns, offsets, indices: Uint32Array.from(indices), values };
}

/** Rows of 0 to `positions` ids of a table of nine rows. */
export function sequenceMatrix(
  stream: RandomStream,
  rows: number,
  positions: number,
  dimension: number,
): SequenceMatrix {
  const table = denseMatrix(stream, 9, dimension);
  const offsets = new Uint32Array(rows + 1);
  const ids: number[] = [];
  for (let row = 0; row < rows; row++) {
    const length = stream.below(positions + 1);
    for (let position = 0; position < length; position++) ids.push(stream.below(table.rows));
    offsets[row + 1] = ids.length;
  }
  const columns = positions * dimension;
  return { kind: "sequence", rows, columns, positions, offsets, ids: Uint32Array.from(ids), table };
}

/** The same rows written out. */
export function asDense(matrix: Matrix): DenseMatrix {
  if (matrix.kind === "dense") return matrix;
  const { rows, columns, offsets } = matrix;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = offsets[row] ?? 0;
    for (let entry = from; entry < (offsets[row + 1] ?? 0); entry++) {
      if (matrix.kind === "csr") {
        values[row * columns + (matrix.indices[entry] ?? 0)] = matrix.values[entry] ?? 0;
      } else {
        const { table } = matrix;
        const start = (matrix.ids[entry] ?? 0) * table.columns;
        const vector = table.values.subarray(start, start + table.columns);
        values.set(vector, row * columns + (entry - from) * table.columns);
      }
    }
  }
  return { kind: "dense", rows, columns, values };
}

export function randomLabels(stream: RandomStream, rows: number, classes: number): Int32Array {
  return Int32Array.from({ length: rows }, () => stream.below(classes));
}

export function ids(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

/** Mean loss of all rows, in the precision of the network's memory. */
export function meanLoss(
  network: Network,
  features: Matrix,
  labels: Int32Array,
  loss: LossOptions = { kind: "crossEntropy" },
): number {
  network.fill(features, labels, ids(features.rows), 0, features.rows);
  network.forward(features.rows);
  const classes = network.logits.columns;
  let sum = 0;
  for (let row = 0; row < features.rows; row++) {
    const logits = Float64Array.from({ length: classes }, (_, j) => network.logits.get(row, j));
    sum += lossOf(loss, logits, 0, classes, labels[network.order[row] ?? 0] ?? NaN);
  }
  return sum / features.rows;
}

/**
 * All parameters of a network as their bits. Every NaN as the same one: which sign and payload it gets is left open by
 * ECMAScript and WebAssembly, and changes when a loop is compiled anew.
 */
export function bitsOf(arrays: readonly Float32Array[]): string {
  return arrays
    .map((values) => {
      const bits = new Uint32Array(values.slice().buffer);
      for (const [at, value] of values.entries()) if (Number.isNaN(value)) bits[at] = 0x7fc0_0000;
      return Buffer.from(bits.buffer).toString("base64");
    })
    .join("|");
}
