import { describe, expect, it } from "vitest";
import {
  type DisposableStore,
  DisposableStore as Store,
  toDisposable,
  trackDisposables,
} from "../../../src/base/lifecycle.ts";

describe("a disposable store", () => {
  it("disposes what it owns in reverse order of arrival, once", () => {
    const order: string[] = [];
    const store = new Store();
    store.add(toDisposable(() => order.push("first")));
    store.add(toDisposable(() => order.push("second")));
    store.dispose();
    store.dispose();
    expect(order).toEqual(["second", "first"]);
  });

  it("disposes at once what arrives after its own end", () => {
    const store = new Store();
    store.dispose();
    let gone = false;
    store.add(toDisposable(() => (gone = true)));
    expect(gone).toBe(true);
  });

  it("lets one item go early and forgets it", () => {
    let count = 0;
    const store = new Store();
    const item = store.add({ dispose: () => (count += 1) });
    store.delete(item);
    store.dispose();
    expect(count).toBe(1);
  });

  it("disposes the others when one throws, and then tells", () => {
    const store = new Store();
    let reached = false;
    store.add(toDisposable(() => (reached = true)));
    store.add(
      toDisposable(() => {
        throw new Error("broken");
      }),
    );
    expect(() => {
      store.dispose();
    }).toThrow(AggregateError);
    expect(reached).toBe(true);
  });

  it("is told to the leak tracker at birth and at its end", () => {
    const alive = new Set<DisposableStore>();
    trackDisposables({ born: (store) => alive.add(store), gone: (store) => alive.delete(store) });
    const store = new Store();
    expect(alive.size).toBe(1);
    store.dispose();
    expect(alive.size).toBe(0);
  });
});
