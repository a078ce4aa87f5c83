import { toDisposable } from "../base/lifecycle.ts";
import type { Clock } from "../services/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return toDisposable(() => {
      clearTimeout(timer);
    });
  },
};
