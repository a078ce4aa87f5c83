/** Compiles one AssemblyScript source with relaxed SIMD. */
export function compileLimit(source: string): Promise<Uint8Array<ArrayBuffer>>;
