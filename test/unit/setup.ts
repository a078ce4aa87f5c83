import process from "node:process";
import fc from "fast-check";
import { afterEach, beforeEach, expect } from "vitest";
import { type DisposableStore, trackDisposables } from "../../src/base/lifecycle.ts";
import { closing } from "./closing.ts";

/**
 * The gate says the same of the same tree, so property tests draw the same cases each time; `BENCHTOP_SEED=random`, or a
 * number, draws others. A property that fails prints its seed.
 */
const { BENCHTOP_SEED: seed = "1" } = process.env;
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });

/** Every test fails that leaves a disposable store behind. */
let alive = new Map<DisposableStore, string>();

beforeEach(() => {
  alive = new Map();
  trackDisposables({
    born: (store) => alive.set(store, new Error().stack ?? "unknown"),
    gone: (store) => alive.delete(store),
  });
});

afterEach(async () => {
  // Folders were made before what is open in them.
  for (const close of closing.splice(0).reverse()) await close();
  const leaks = [...alive.values()];
  trackDisposables(undefined);
  expect(leaks, "disposable stores that were never disposed").toEqual([]);
});
