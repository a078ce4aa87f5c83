import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { epochCurve, packCurve } from "../../../src/protocol/curves.ts";
import type { CompareActions } from "../../../webview/compare/actions.ts";
import { CurveCache } from "../../../webview/compare/curveCache.ts";

/** A cache that a page asks on every change, as the tab does, and what it asked the host for. */
function page(refuse: boolean, active: (id: string) => boolean) {
  const asked: (readonly string[])[] = [];
  const points = packCurve(epochCurve([], () => null)).buffer;
  const request = (_: string, { ids }: { readonly ids: readonly string[] }): Promise<unknown> => {
    asked.push(ids);
    return refuse ? Promise.reject(new Error("gone")) : Promise.resolve(ids.map((id) => ({ id, points })));
  };
  let chosen: readonly string[] = [];
  const want = (): void => cache.want("validation.loss", chosen, active, { request } as never as CompareActions);
  const cache: CurveCache = new CurveCache(want);
  const choose = (ids: readonly string[]): void => {
    chosen = ids;
    want();
  };
  return { asked, cache, choose };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what could not be read is asked for once, and again once it is chosen anew", async () => {
  const { asked, cache, choose } = page(true, () => false);
  choose(["a"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([asked.length, cache.problem]).toEqual([1, "gone"]);
  choose([]);
  expect(cache.problem).toBeNull();
  choose(["a"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBe(2);
});

test("a curve that grows is asked for once a second, one that has ended never again", async () => {
  const { asked, choose } = page(false, (id) => id === "live");
  choose(["live", "ended"]);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(asked).toEqual([["live", "ended"], ["live"], ["live"], ["live"]]);
});
