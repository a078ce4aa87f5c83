import type { Kernels } from "./kernels/kernels.ts";
import { referenceKernels } from "./kernels/reference.ts";
import { instantiate } from "./kernels/wasm.ts";
import { type Cells, EngineMemory } from "./memory.ts";

/** Within one flavour the same experiment gives the same bits; flavours agree within a tolerance (docs/engine.md). */
export type KernelFlavour = "reference" | "wasm-simd" | "wasm-relaxed-fused" | "wasm-relaxed-unfused";

/** Kernels with the memory they work on. */
export interface Engine {
  readonly memory: EngineMemory;
  readonly kernels: Kernels;
}

/** Makes engines of one flavour; each network has its own. */
export interface Backend {
  readonly flavour: KernelFlavour;
  createEngine(): Engine;
}

/** The compiled kernel modules as the entry read them; an absent one is not tried. */
export interface KernelModules {
  readonly simd?: Uint8Array<ArrayBuffer>;
  readonly relaxedSimd?: Uint8Array<ArrayBuffer>;
}

/**
 * The fastest backend that this machine can run: relaxed SIMD, SIMD, plain TypeScript. A numeric probe tells whether
 * relaxed products are fused. With `force` that flavour or an error.
 */
export function selectBackend(modules: KernelModules, force?: KernelFlavour): Backend {
  for (const candidate of candidates(modules)) {
    if (force === undefined || candidate.flavour === force) return candidate;
  }
  throw new Error(`the kernel flavour ${String(force)} cannot run here`);
}

function* candidates({ simd, relaxedSimd }: KernelModules): Generator<Backend, void, undefined> {
  if (relaxedSimd !== undefined && WebAssembly.validate(relaxedSimd)) {
    const module = new WebAssembly.Module(relaxedSimd);
    yield wasmBackend(module, isFused(module) ? "wasm-relaxed-fused" : "wasm-relaxed-unfused");
  }
  if (simd !== undefined && WebAssembly.validate(simd)) yield wasmBackend(new WebAssembly.Module(simd), "wasm-simd");
  yield referenceBackend("float32");
}

/** (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ with one rounding and 0 with two. */
function isFused(module: WebAssembly.Module): boolean {
  return instantiate(module).probe(1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24;
}

function wasmBackend(module: WebAssembly.Module, flavour: KernelFlavour): Backend {
  return {
    flavour,
    createEngine() {
      const instance = instantiate(module);
      return { memory: new EngineMemory((cells) => instance.grow(cells)), kernels: instance.kernels };
    },
  };
}

/** The kernels in plain TypeScript; float64 is for gradient checks. */
export function referenceBackend(precision: "float32" | "float64"): Backend {
  return {
    flavour: "reference",
    createEngine() {
      const memory = new EngineMemory(growArrays(precision === "float32" ? Float32Array : Float64Array));
      return { memory, kernels: referenceKernels(() => memory) };
    },
  };
}

function growArrays(Floats: typeof Float32Array | typeof Float64Array): (cells: number) => Cells {
  let current: Cells = { floats: new Floats(0), integers: new Uint32Array(0) };
  return (cells) => {
    const next = { floats: new Floats(cells), integers: new Uint32Array(cells) };
    next.floats.set(current.floats);
    next.integers.set(current.integers);
    current = next;
    return next;
  };
}
