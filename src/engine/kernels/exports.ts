import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";
import { bagKernelNames } from "./bagKernels.ts";
import { skipGramKernelNames } from "./skipGramKernels.ts";
import { normKernelNames } from "./wasmNorms.ts";

type Add<Kernel, More extends readonly unknown[], Result> = Kernel extends (...args: infer Args) => unknown
  ? (...args: [...Args, ...More]) => Result
  : never;
/** Columns that a product is made in: the first, and how many. */
type Across = [column: number, width: number];
/** The share of an update: every `parts`-th block, beginning with `part`. */
type Share = [part: number, parts: number];

/** What a compiled module exports: the kernels with addresses in bytes, some for a share of their work, and helpers. */
export interface Exports extends Omit<
  Kernels,
  "denseMultiply" | "sequenceMultiply" | "denseUpdate" | "sequenceUpdate" | "sparseUpdate" | "sparseAdam"
> {
  readonly denseMultiply: Add<Kernels["denseMultiply"], Across, void>;
  readonly sequenceMultiply: Add<Kernels["sequenceMultiply"], Across, void>;
  readonly denseUpdate: Add<Kernels["denseUpdate"], Share, void>;
  readonly sequenceUpdate: Add<Kernels["sequenceUpdate"], Share, void>;
  readonly sparseUpdate: Add<Kernels["sparseUpdate"], Share, void>;
  readonly sparseAdam: Add<Kernels["sparseAdam"], Share, void>;
  blocksOf(inputs: number): number;
  positionsInUse(counts: number, positions: number): number;
  sumPartials(partials: number, count: number): number;
  /** a·b + c as the module's products and sums are rounded. */
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
  "gatherRows",
  "sequenceMultiply",
  "sequenceUpdate",
  "blocksOf",
  "positionsInUse",
  "sumPartials",
  "sparseMultiply",
  "sparseChain",
  "sparseUpdate",
  "sparseAdam",
  "activate",
  "activationGradient",
  "softmaxCrossEntropy",
  "lossGradient",
  "momentumStep",
  "adagradStep",
  "rmspropStep",
  "adamStep",
  "clearRows",
  ...normKernelNames,
  ...bagKernelNames,
  ...skipGramKernelNames,
  "probe",
] as const satisfies readonly (keyof Exports)[];

function isExports(exports: Record<string, unknown>): exports is Record<string, unknown> & Exports {
  return names.every((name) => typeof exports[name] === "function");
}

/** An instance over a memory of its own. */
export interface WasmInstance {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
  /** Makes room for that many cells. */
  grow(cells: number): Cells;
}

const page = 65536;

/** Instantiates a compiled kernel module; throws where an export is missing, since the bytes are then of another version. */
export function instantiate(
  module: WebAssembly.Module,
  memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }),
): WasmInstance {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isExports(exports)) throw new Error("the kernel module lacks an export: build it again");
  return {
    exports,
    memory,
    grow(cells) {
      const missing = Math.ceil((cells * 4 - memory.buffer.byteLength) / page);
      if (missing > 0) memory.grow(missing);
      return { floats: new Float32Array(memory.buffer), integers: new Uint32Array(memory.buffer) };
    },
  };
}
