import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";
import { normKernelNames, normsByCells } from "./wasmNorms.ts";

/** What a compiled module exports: the kernels with addresses in bytes, and the probe. */
interface Exports extends Kernels {
  probe(a: number, b: number, c: number): number;
}

const names = [
  "fill",
  "scale",
  "transfer",
  "descend",
  "denseMultiply",
  "denseUpdate",
  "denseInputGradient",
  "finishLinear",
  "sequenceMultiply",
  "sequenceUpdate",
  "sparseMultiply",
  "sparseUpdate",
  "activate",
  "activationGradient",
  "softmaxCrossEntropy",
  "momentumStep",
  "adagradStep",
  "rmspropStep",
  "adamStep",
  "clearRows",
  ...normKernelNames,
  "probe",
] as const satisfies readonly (keyof Exports)[];

function isExports(exports: Record<string, unknown>): exports is Record<string, unknown> & Exports {
  return names.every((name) => typeof exports[name] === "function");
}

/** An instance over a memory of its own. */
export interface WasmInstance {
  readonly kernels: Kernels;
  /** Makes room for that many cells. */
  grow(cells: number): Cells;
  /** a·b + c as the module's products and sums are rounded. */
  probe(a: number, b: number, c: number): number;
}

const page = 65536;

/** Instantiates a compiled kernel module; throws where an export is missing, since the bytes are then of another version. */
export function instantiate(module: WebAssembly.Module): WasmInstance {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isExports(exports)) throw new Error("the kernel module lacks an export: build it again");
  return {
    kernels: byCells(exports),
    grow(cells) {
      const missing = Math.ceil((cells * 4 - memory.buffer.byteLength) / page);
      if (missing > 0) memory.grow(missing);
      return { floats: new Float32Array(memory.buffer), integers: new Uint32Array(memory.buffer) };
    },
    probe: (a, b, c) => exports.probe(a, b, c),
  };
}

/** The module counts addresses in bytes. Shifting a cell past 2 GiB turns the sign, and WebAssembly reads it unsigned. */
function byCells(e: Exports): Kernels {
  return {
    ...normsByCells(e),
    fill: (target, count, value) => e.fill(target << 2, count, value),
    scale: (target, count, factor) => e.scale(target << 2, count, factor),
    transfer: (from, into, count, accumulate) => e.transfer(from << 2, into << 2, count, accumulate),
    descend: (target, gradient, count, rate, l2) => e.descend(target << 2, gradient << 2, count, rate, l2),
    denseMultiply: (x, rows, inputs, xStride, w, stride, out) =>
      e.denseMultiply(x << 2, rows, inputs, xStride, w << 2, stride, out << 2),
    denseUpdate: (x, rows, inputs, xStride, g, stride, target, rate, l2) =>
      e.denseUpdate(x << 2, rows, inputs, xStride, g << 2, stride, target << 2, rate, l2),
    denseInputGradient: (g, rows, stride, w, inputs, into, intoStride, accumulate) =>
      e.denseInputGradient(g << 2, rows, stride, w << 2, inputs, into << 2, intoStride, accumulate),
    finishLinear: (out, rows, stride, factor, bias) => e.finishLinear(out << 2, rows, stride, factor, bias << 2),
    sequenceMultiply: (ids, counts, positions, table, dimension, tableStride, w, stride, out, rows, packed) =>
      e.sequenceMultiply(
        ids << 2,
        counts << 2,
        positions,
        table << 2,
        dimension,
        tableStride,
        w << 2,
        stride,
        out << 2,
        rows,
        packed << 2,
      ),
    sequenceUpdate: (ids, counts, positions, table, dimension, tableStride, g, stride, target, rate, packed) =>
      e.sequenceUpdate(
        ids << 2,
        counts << 2,
        positions,
        table << 2,
        dimension,
        tableStride,
        g << 2,
        stride,
        target << 2,
        rate,
        packed << 2,
      ),
    sparseMultiply: (offsets, indices, values, rows, w, stride, out) =>
      e.sparseMultiply(offsets << 2, indices << 2, values << 2, rows, w << 2, stride, out << 2),
    sparseUpdate: (offsets, indices, values, rows, g, stride, target, rate, heads, next, rowOf) =>
      e.sparseUpdate(
        offsets << 2,
        indices << 2,
        values << 2,
        rows,
        g << 2,
        stride,
        target << 2,
        rate,
        heads << 2,
        next << 2,
        rowOf << 2,
      ),
    activate: (kind, z, a, count) => e.activate(kind, z << 2, a << 2, count),
    activationGradient: (kind, z, a, g, into, count, accumulate) =>
      e.activationGradient(kind, z << 2, a << 2, g << 2, into << 2, count, accumulate),
    softmaxCrossEntropy: (z, rows, classes, stride, labels, g, factor) =>
      e.softmaxCrossEntropy(z << 2, rows, classes, stride, labels << 2, g << 2, factor),
    momentumStep: (list, rows, stride, target, gradient, velocity, rate, factor, l2, l1, momentum, nesterov) =>
      e.momentumStep(
        list << 2,
        rows,
        stride,
        target << 2,
        gradient << 2,
        velocity << 2,
        rate,
        factor,
        l2,
        l1,
        momentum,
        nesterov,
      ),
    adagradStep: (list, rows, stride, target, gradient, squares, rate, factor, l2, l1, epsilon) =>
      e.adagradStep(list << 2, rows, stride, target << 2, gradient << 2, squares << 2, rate, factor, l2, l1, epsilon),
    rmspropStep: (
      list,
      rows,
      stride,
      target,
      gradient,
      squares,
      velocity,
      rate,
      factor,
      l2,
      l1,
      decay,
      epsilon,
      momentum,
    ) =>
      e.rmspropStep(
        list << 2,
        rows,
        stride,
        target << 2,
        gradient << 2,
        squares << 2,
        velocity << 2,
        rate,
        factor,
        l2,
        l1,
        decay,
        epsilon,
        momentum,
      ),
    adamStep: (
      list,
      rows,
      stride,
      target,
      gradient,
      mean,
      squares,
      rate,
      factor,
      l2,
      l1,
      beta1,
      beta2,
      epsilon,
      root,
    ) =>
      e.adamStep(
        list << 2,
        rows,
        stride,
        target << 2,
        gradient << 2,
        mean << 2,
        squares << 2,
        rate,
        factor,
        l2,
        l1,
        beta1,
        beta2,
        epsilon,
        root,
      ),
    clearRows: (list, rows, stride, target) => e.clearRows(list << 2, rows, stride, target << 2),
  };
}
