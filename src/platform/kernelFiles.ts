import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KernelBytes } from "../worker/ports.ts";
import { isMissing } from "./fileIo.ts";

/** Names of the compiled kernels, which the build puts beside the bundles. */
const kernelFile = { simd: "kernels-simd.wasm", relaxedSimd: "kernels-relaxed.wasm" } as const;

/** Reads the WebAssembly kernels of a folder; an absent one is left out and the reference kernels stand in. */
export async function readKernels(folder: string): Promise<KernelBytes> {
  const [simd, relaxedSimd] = await Promise.all([
    readIfPresent(join(folder, kernelFile.simd)),
    readIfPresent(join(folder, kernelFile.relaxedSimd)),
  ]);
  return { ...(simd && { simd }), ...(relaxedSimd && { relaxedSimd }) };
}

async function readIfPresent(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
