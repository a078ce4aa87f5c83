import * as z from "zod";
import { isActive } from "../../experiment/status.ts";
import type { Clock } from "../ports.ts";
import { findRun } from "./findRun.ts";
import type { AgentCall, AgentPorts } from "./tool.ts";
import { runWords } from "./words.ts";

export const waitSeconds = z
  .number()
  .min(0)
  .max(600)
  .describe("How long to wait for the run to end, in seconds (0 to 600).");

/** Milliseconds between two looks at a run. */
export const pace = 500;

/** What a run has come to once it has ended, the time is over or the call was cancelled; the run itself goes on. */
export async function followRun(name: string, seconds: number, ports: AgentPorts, call: AgentCall): Promise<string> {
  const { services, clock } = ports;
  const end = clock.now() + seconds * 1000;
  const { id } = services.training.live(name) ?? (await findRun(name, services.runs)).record;
  for (;;) {
    const live = services.training.live(id);
    const stored = live === undefined ? await findRun(id, services.runs) : undefined;
    if (stored !== undefined && (!isActive(stored.record.status) || clock.now() >= end || call.isCancelled()))
      return runWords(stored);
    if (live !== undefined) {
      const { epoch, epochs, step, steps } = live.ticker;
      call.progress(`epoch ${epoch.toFixed(1)} of ${String(epochs)}`, steps > 0 ? Math.min(1, step / steps) : null);
      if (clock.now() >= end || call.isCancelled())
        return [
          `${id} is still ${live.ticker.status}: epoch ${epoch.toFixed(1)} of ${String(epochs)}, step ${String(step)} of ${String(steps)}.`,
          "It goes on; ask benchtop_get_run later, or stop it with benchtop_stop_run.",
        ].join("\n");
      await Promise.race([live.ended, sleep(clock, Math.min(pace, Math.max(0, end - clock.now())))]);
    } else await sleep(clock, pace);
  }
}

export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}
