import type { RateTest } from "../experiment/rateTest.ts";
import type { ExperimentRequest, Training } from "./api.ts";
import type { TrainerWorkers } from "./ports.ts";

/** Steps of a learning-rate range test, unless fewer or more are asked for. */
export const rateTestSteps = 200;

/** A range test under way. */
export interface LiveRateTest {
  /** Rejects with what is wrong with the experiment or its data. */
  readonly ended: Promise<RateTest>;
  /** Ends it soon; what was found so far is the result. */
  stop(): void;
}

/** How many steps it takes, and who hears of each (not of all). */
export interface RateTestTold {
  readonly steps: number;
  readonly onStep: (step: number) => void;
}

export interface RateTestPorts {
  readonly workers: TrainerWorkers;
  readonly training: Pick<Training, "resolve">;
}

/** Tries rising learning rates on a thread of its own, which ends with the test; no run is made. */
export function startRateTest(
  request: ExperimentRequest,
  { workers, training }: RateTestPorts,
  told: RateTestTold,
): LiveRateTest {
  const testId = "rates";
  let stop: () => void = () => undefined;
  let stopped = false;
  const run = async (): Promise<RateTest> => {
    const experiment = await training.resolve(request);
    const worker = await workers.start();
    try {
      worker.onRates(({ step }) => told.onStep(step));
      stop = () => void worker.stop(testId).catch(() => undefined);
      const ended = worker.testRates({ testId, experiment, steps: told.steps });
      if (stopped) stop();
      return await ended;
    } finally {
      stop = () => undefined;
      worker.dispose();
    }
  };
  return {
    ended: run(),
    stop: () => {
      stopped = true;
      stop();
    },
  };
}
