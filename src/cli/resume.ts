import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { differenceText } from "../services/differenceText.ts";
import { openServices } from "./context.ts";
import type { RunsFolderOption } from "./findRuns.ts";
import type { Interrupt } from "./interrupt.ts";
import { openRun, placeOf } from "./openRun.ts";
import type { Terminal } from "./terminal.ts";
import { checkpointSecondsOf, tellToEnd } from "./train.ts";

export interface ResumeOptions extends RunsFolderOption {
  readonly json?: boolean;
  readonly checkpointSeconds?: string;
}

/** Goes on with a run that was stopped or whose process died, and tells how it went; the result is the exit code. */
export async function resumeRun(
  name: string,
  options: ResumeOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const place = await placeOf(name, options);
  const services = openServices(place, terminal, { checkpointSeconds: checkpointSecondsOf(options) });
  try {
    const run = await openRun(name, place, services);
    const differences = await services.differences(run);
    const [data] = differences.filter(({ what }) => what === "data");
    if (data !== undefined)
      throw new UserError(
        `${differenceText(data)} The run cannot go on.`,
        "Put them back as they were, or train the experiment again.",
        { file: run.folder },
      );
    for (const difference of differences) terminal.err(visible(differenceText(difference)));
    if (differences.length > 0)
      terminal.err("It goes on all the same; its numbers may differ from those of a run that was never stopped.");
    return await tellToEnd(services.training.resume(run), options, { terminal, interrupt });
  } finally {
    await services.shutdown();
  }
}
