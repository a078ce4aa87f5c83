import { describe, expect, it } from "vitest";
import { Emitter } from "../../../src/base/emitter.ts";

describe("an emitter", () => {
  it("tells every listener until it unsubscribes", () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const subscription = emitter.event((value) => heard.push(value));
    emitter.fire(1);
    subscription.dispose();
    emitter.fire(2);
    expect(heard).toEqual([1]);
  });

  it("counts the same function twice when it subscribes twice", () => {
    const emitter = new Emitter<null>();
    let count = 0;
    const listener = (): void => {
      count += 1;
    };
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire(null);
    expect(count).toBe(1);
  });

  it("lets the others hear when one listener throws", () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error("deaf");
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(7);
    expect(heard).toEqual([7]);
    expect(errors).toHaveLength(1);
  });

  it("is silent once disposed", () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event((value) => heard.push(value));
    emitter.dispose();
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    expect(heard).toEqual([]);
  });
});
