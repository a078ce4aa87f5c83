// In JavaScript: the compiler's types bring AssemblyScript's globals with them, which are not those of TypeScript.
import asc from "assemblyscript/asc";

/** Compiles one AssemblyScript source with relaxed SIMD. */
export async function compileLimit(source) {
  const options = { enable: ["simd", "relaxed-simd"], optimizeLevel: 3, runtime: "stub" };
  const { binary, error } = await asc.compileString(source, options);
  if (binary === null || error !== null) throw new Error(`the limit loop does not compile: ${String(error?.message)}`);
  return Uint8Array.from(binary);
}
