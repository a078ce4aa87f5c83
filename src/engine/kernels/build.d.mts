/** Where the compiled modules lie. */
export interface KernelPaths {
  readonly simd: string;
  readonly relaxedSimd: string;
}
export function buildKernels(outDir: string, options?: { readonly optimize?: boolean }): Promise<KernelPaths>;
