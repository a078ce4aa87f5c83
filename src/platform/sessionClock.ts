import { setImmediate } from "node:timers";
import type { SessionClock } from "../worker/ports.ts";

/** The trainer's clock. */
export const sessionClock: SessionClock = {
  ticks: () => performance.now(),
  timestamp: () => new Date().toISOString(),
  breathe: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};
