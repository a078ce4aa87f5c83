import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openRunReader } from "../../../src/platform/runReader.ts";
import { wholeSteps } from "../../../src/platform/wholeSteps.ts";
import { record } from "./records.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const rowBytes = 12;
const number = (least: number) => fc.float({ min: Math.fround(least), max: 100, noNaN: true });
/** A step may have a loss of 0, or a gradient of 0 where all units are dead, but its learning rate is more. */
const steps = fc
  .array(fc.tuple(fc.oneof(fc.constant(0), number(1e-6)), number(1e-6), number(1e-6)), { minLength: 1, maxLength: 40 })
  .map((rows) => Float32Array.from(rows.flat()));

test("zeros that a medium filled in at any byte are no steps, and every step before them stays", () => {
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(200), fc.nat(3), (rows, place, zeros, later) => {
      const from = place % (rows.byteLength + 1);
      const blocks = Math.ceil((from + zeros) / rowBytes) + 2;
      const bytes = new Uint8Array((blocks + later) * rowBytes);
      bytes.set(new Uint8Array(rows.buffer).subarray(0, from));
      // What was written after the hole may have reached the medium before it.
      bytes.set(
        new Uint8Array(rows.buffer).subarray(0, Math.min(later * rowBytes, rows.byteLength)),
        blocks * rowBytes,
      );
      const whole = wholeSteps(new Float32Array(bytes.buffer));
      expect(whole).toEqual(rows.subarray(0, 3 * Math.floor(from / rowBytes)));
    }),
  );
});

test("steps of a dead network and of one that has learned all stay", () => {
  const rows = Float32Array.of(1.4, 0.1, 0, 0, 0.1, 0);
  expect(wholeSteps(rows)).toEqual(rows);
});

test("only a run that did not end is cut: what one that ended says is on the medium", async () => {
  const bytes = new Uint8Array(Float32Array.of(0.5, 0.1, 0.2, 0, 0, 0).buffer);
  const rowsOf = async (status: "running" | "finished"): Promise<number> => {
    const folder = join(temporaryFolder(), "20260101-000000-abc123");
    mkdirSync(folder);
    writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record("20260101-000000-abc123"), status }));
    writeFileSync(join(folder, "steps.f32"), bytes);
    return (await openRunReader(folder).steps()).length / 3;
  };
  expect(await rowsOf("running")).toBe(1);
  expect(await rowsOf("finished")).toBe(2);
});
