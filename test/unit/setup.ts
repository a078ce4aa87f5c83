import { afterEach, beforeEach, expect } from "vitest";
import { type DisposableStore, trackDisposables } from "../../src/base/lifecycle.ts";
import { closing } from "./closing.ts";

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
