import { visible } from "../base/visible.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { RunsFolderOption } from "./findRuns.ts";
import type { Interrupt } from "./interrupt.ts";
import { openRun, placeOf } from "./openRun.ts";
import type { Terminal } from "./terminal.ts";
import { cut, jsonLine } from "./text.ts";

export interface VerifyOptions extends RunsFolderOption {
  readonly json?: boolean;
}

/**
 * Trains a run again and says whether the same comes out; the result is the exit code: 0 the same, 1 not, 2 (a UserError)
 * it cannot be verified.
 */
export async function verifyRun(
  name: string,
  options: VerifyOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const place = await placeOf(name, options);
  const services = openServices(place, terminal);
  const stopping = new AbortController();
  try {
    const run = await openRun(name, place, services);
    interrupt.onFirst(() => stopping.abort());
    const verification = await services.verify(run, {
      signal: stopping.signal,
      onProgress: (phase, fraction) => {
        const share = fraction === null ? "" : ` ${String(Math.floor(100 * fraction))} %`;
        terminal.progress(cut(`${phase}${share}`, Math.max(0, terminal.width - 1)));
      },
    });
    terminal.progress("");
    if (verification === undefined) return exit.interrupted;
    if (options.json === true) terminal.out(jsonLine({ event: "result", run: run.record.id, ...verification }));
    else for (const sentence of verification.words) terminal.out(visible(sentence));
    return verification.outcome === "same" ? exit.done : exit.failed;
  } finally {
    await services.shutdown();
  }
}
