import { describe, expect, it } from "vitest";
import { selectBackend } from "../../../src/engine/backend.ts";
import { kernelModules } from "./support.ts";

/** A module of one function with i32x4.relaxed_trunc_f32x4_s, assembled by hand: what a host without relaxed SIMD refuses. */
const relaxedSimdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15,
  253, 128, 2, 11,
]);

describe("the selected backend", async () => {
  const modules = await kernelModules();

  it("is a relaxed one wherever the host has relaxed SIMD", () => {
    const { flavour } = selectBackend(modules);
    expect(flavour.startsWith("wasm-relaxed")).toBe(WebAssembly.validate(relaxedSimdModule));
  });

  it("names fused products exactly where the host's relaxed_madd rounds once", () => {
    const { flavour } = selectBackend(modules);
    if (!flavour.startsWith("wasm-relaxed")) return;
    const module = new WebAssembly.Module(modules.relaxedSimd);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const probe = new WebAssembly.Instance(module, { env: { memory } }).exports["probe"] as (
      a: number,
      b: number,
      c: number,
    ) => number;
    // 3 × (1/3 rounded to float32) − 1 is 2⁻²⁵ exactly and 0 when the product is rounded first.
    const rest = probe(3, Math.fround(1 / 3), -1);
    expect(flavour).toBe(rest === 0 ? "wasm-relaxed-unfused" : "wasm-relaxed-fused");
  });

  it("is plain SIMD where relaxed SIMD is absent or does not validate", () => {
    const broken = modules.relaxedSimd.slice(0, 40);
    expect(selectBackend({ simd: modules.simd }).flavour).toBe("wasm-simd");
    expect(selectBackend({ simd: modules.simd, relaxedSimd: broken }).flavour).toBe("wasm-simd");
  });

  it("is the reference where no module can run", () => {
    expect(selectBackend({}).flavour).toBe("reference");
    expect(selectBackend({ simd: new Uint8Array([1, 2, 3]) }).flavour).toBe("reference");
  });

  it("is the one that is forced, or an error", () => {
    expect(selectBackend(modules, { force: "reference" }).flavour).toBe("reference");
    expect(selectBackend(modules, { force: "wasm-simd" }).flavour).toBe("wasm-simd");
    expect(() => selectBackend({ simd: modules.simd }, { force: "wasm-relaxed-fused" })).toThrow("cannot run here");
  });

  it("refuses a module of another version", () => {
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    expect(() => selectBackend({ simd: empty }).createEngine()).toThrow("build it again");
  });
});
