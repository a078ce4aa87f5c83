import { UserError } from "../base/errors.ts";
import type { Backend } from "../engine/backend.ts";
import { type RateTest, RateTestPoints, testedRates } from "../experiment/rateTest.ts";
import { createClassifier } from "../models/createClassifier.ts";
import type { TestRates } from "../protocol/trainer.ts";
import type { KeptPreparation } from "./keptPreparation.ts";
import type { TrainerPorts } from "./ports.ts";
import { prepareFeatures, type PrepareTools, readData } from "./prepare.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import type { TrainerPeer } from "./runJournal.ts";
import { lossOfRun } from "../experiment/lossOfRun.ts";
import { refuseLargeModel } from "./sizes.ts";
import { Throttle } from "./throttle.ts";

const tellMilliseconds = 100;

export interface RateTestTools {
  readonly ports: TrainerPorts;
  readonly peer: TrainerPeer;
  readonly backend: Backend;
  readonly control: RunControl;
  readonly kept: KeptPreparation;
}

/** Tries rising learning rates on a model of its own; nothing is written. What is wrong is a UserError. */
export async function testRates(start: TestRates, tools: RateTestTools): Promise<RateTest> {
  const points = new RateTestPoints();
  try {
    return points.result((await climb(start, tools, points)) ? "all" : "diverged");
  } catch (error) {
    if (error instanceof StopSignal) return points.result("stopped");
    throw error;
  }
}

/** Whether the highest rate was reached. */
async function climb(
  { experiment, testId, steps }: TestRates,
  { ports, peer, backend, control, kept }: RateTestTools,
  points: RateTestPoints,
): Promise<boolean> {
  const { model, training } = experiment;
  const { batchSize, seed, optimizer } = training;
  if (optimizer.kind === "lbfgs" || batchSize === undefined)
    throw new UserError(
      "lbfgs finds the length of each step itself: it has no learning rate to test.",
      "Choose another optimizer, such as adam.",
      { field: "training.optimizer.kind" },
    );
  const prepareTools: PrepareTools = {
    files: ports.files,
    writer: { features: () => Promise.resolve() },
    control,
    kept,
    shown: (path) => path,
    phase: () => {
      control.check();
    },
  };
  const data = await readData(experiment, prepareTools);
  const { splits, data: facts } = await prepareFeatures(experiment, data, prepareTools);
  const { train } = splits;
  refuseLargeModel(experiment, train.features.columns, facts.classes.length, train.labels.length);
  const input = train.features;
  const loss = lossOfRun(training, facts.classes, facts.counts.train ?? []);
  const classifier = createClassifier({ model, input, classes: facts.classes.length, seed, backend, batchSize, loss });
  const telling = new Throttle(() => ports.clock.ticks(), tellMilliseconds);
  try {
    const options = {
      ...training,
      optimizer: { ...optimizer, learningRate: testedRates.lowest },
      schedule: { kind: "rise", ratio: testedRates.highest / testedRates.lowest, steps } as const,
      warmUpEpochs: 0,
      epochs: Math.ceil(steps / Math.ceil(train.labels.length / batchSize)),
    };
    if (!classifier.followsGradient) throw rateless();
    let done = 0;
    for (const report of classifier.fit(train, options)) {
      if (report.kind !== "step") continue;
      done++;
      const goesOn = points.add(report.learningRate, report.loss);
      if (telling.pass()) peer.notify("rates", { testId, step: done, steps });
      if (!goesOn) return false;
      if (done === steps) return true;
      await control.turn();
    }
    throw rateless();
  } finally {
    classifier.dispose();
  }
}

function rateless(): UserError {
  return new UserError("This model has no learning rate to test.", "Choose a network or logistic regression.", {
    field: "model.kind",
  });
}
