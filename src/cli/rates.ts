import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import type { RateTest } from "../experiment/rateTest.ts";
import { rateTestSteps } from "../services/rateTests.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";
import { readRequest } from "./train.ts";

export interface RatesOptions {
  /** `path=value`, in the order given. */
  readonly set: readonly string[];
  readonly steps?: string;
  readonly json?: boolean;
}

const mostSteps = 100_000;
const shownPoints = 12;
const barWidth = 30;

/** Tries rising learning rates on an experiment and suggests one; no run is kept. The result is the exit code. */
export async function testRates(
  file: string,
  options: RatesOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const steps = Number(options.steps ?? rateTestSteps);
  if (!Number.isInteger(steps) || steps < 20 || steps > mostSteps)
    throw new UserError("That is no number of steps.", `Choose from 20 to ${String(mostSteps)}.`, { field: "--steps" });
  const request = await readRequest(file, options.set);
  const baseFolder = workspaceOf(request.folder);
  const services = openServices({ runsFolder: defaultRunsFolder(baseFolder), baseFolder }, terminal);
  try {
    const test = services.testRates(request, {
      steps,
      onStep: (step) => terminal.progress(`step ${String(step)} of ${String(steps)}`),
    });
    interrupt.onFirst(() => {
      terminal.err("Stopping; what was found so far is told.");
      test.stop();
    });
    const result = await test.ended;
    terminal.progress("");
    if (options.json === true) terminal.out(jsonLine({ event: "rates", ...result }));
    else tellRates(file, result, terminal);
    return result.ended === "stopped" ? exit.interrupted : exit.done;
  } finally {
    await services.shutdown();
  }
}

function tellRates(file: string, { points, steepest, tenth, suggested, ended }: RateTest, terminal: Terminal): void {
  const known = points.flatMap(({ rate, smoothed }) => (smoothed === null ? [] : [{ rate, smoothed }]));
  const highest = Math.max(...known.map(({ smoothed }) => smoothed));
  const every = Math.max(1, Math.ceil(known.length / shownPoints));
  const rows = known
    .filter((_, at) => at % every === 0 || at === known.length - 1)
    .map(({ rate, smoothed }) => [
      rate.toExponential(1),
      smoothed.toFixed(4),
      "█".repeat(Math.round((barWidth * smoothed) / highest)),
    ]);
  const right = (title: string) => ({ title, align: "right" }) as const;
  tellTable("Loss by learning rate", [right("rate"), right("loss"), { title: "", align: "left" }], rows, terminal);
  terminal.out("");
  if (ended === "diverged") terminal.out("Ended before the highest rate: the loss rose without end.");
  if (suggested === null) {
    terminal.out("The loss falls at none of these rates: no rate is suggested.");
    return;
  }
  const shown = shortRate(suggested);
  terminal.out(terminal.style("bold", `Suggested learning rate: ${shown}`));
  terminal.out(
    `steepest fall at ${steepest === null ? "–" : shortRate(steepest)}, a tenth of the lowest's rate ${shortRate(tenth ?? NaN)}`,
  );
  terminal.out(visible(`benchtop train ${file} --set training.optimizer.learningRate=${shown}`));
}

function shortRate(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
