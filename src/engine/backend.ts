import type { Kernels } from "./kernels/kernels.ts";
import { referenceKernels } from "./kernels/reference.ts";
import { type Crew, type HelperThreads, SharedCalls } from "./kernels/crew.ts";
import { instantiate } from "./kernels/exports.ts";
import { byCells } from "./kernels/wasm.ts";
import { type Cells, EngineMemory } from "./memory.ts";

/** Within one flavour the same experiment gives the same bits; flavours agree within a tolerance (docs/engine.md). */
export type KernelFlavour = "reference" | "wasm-simd" | "wasm-relaxed-fused" | "wasm-relaxed-unfused";

/** Kernels with the memory they work on. */
export interface Engine {
  readonly memory: EngineMemory;
  readonly kernels: Kernels;
  /** Lets helping threads go; the engine works on without them. */
  dispose(): void;
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

/** Threads that may help, and how many there are to be just now. */
export interface Help {
  readonly crew: Crew;
  readonly threads: HelperThreads;
}

export interface BackendChoices {
  /** This flavour or an error. */
  readonly force?: KernelFlavour;
  /** Absent: all is done in the calling thread. */
  readonly help?: Help | undefined;
}

/**
 * The fastest backend that this machine can run: relaxed SIMD, SIMD, plain TypeScript. A numeric probe tells whether
 * relaxed products are fused. Helping threads do not change a bit of what it computes.
 */
export function selectBackend(modules: KernelModules, { force, help }: BackendChoices = {}): Backend {
  for (const candidate of candidates(modules, help)) {
    if (force === undefined || candidate.flavour === force) return candidate;
  }
  throw new Error(`the kernel flavour ${String(force)} cannot run here`);
}

function* candidates({ simd, relaxedSimd }: KernelModules, help?: Help): Generator<Backend, void, undefined> {
  if (relaxedSimd !== undefined && WebAssembly.validate(relaxedSimd)) {
    const module = new WebAssembly.Module(relaxedSimd);
    yield wasmBackend(module, isFused(module) ? "wasm-relaxed-fused" : "wasm-relaxed-unfused", help);
  }
  if (simd !== undefined && WebAssembly.validate(simd))
    yield wasmBackend(new WebAssembly.Module(simd), "wasm-simd", help);
  yield referenceBackend("float32");
}

/** (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ with one rounding and 0 with two. */
function isFused(module: WebAssembly.Module): boolean {
  return instantiate(module).exports.probe(1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24;
}

function wasmBackend(module: WebAssembly.Module, flavour: KernelFlavour, help: Help | undefined): Backend {
  return {
    flavour,
    createEngine() {
      const instance = instantiate(module);
      const { exports, memory } = instance;
      const crew = help?.crew ?? { threads: 1 };
      const calls = new SharedCalls(exports, crew, (start) => help?.threads.start({ module, memory, ...start }));
      return {
        memory: new EngineMemory((cells) => instance.grow(cells)),
        kernels: byCells(exports, calls),
        dispose: () => calls.dispose(),
      };
    },
  };
}

/** The kernels in plain TypeScript; float64 is for gradient checks. */
export function referenceBackend(precision: "float32" | "float64"): Backend {
  return {
    flavour: "reference",
    createEngine() {
      const memory = new EngineMemory(growArrays(precision === "float32" ? Float32Array : Float64Array));
      return { memory, kernels: referenceKernels(() => memory), dispose: () => undefined };
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
