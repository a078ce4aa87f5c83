import * as z from "zod";
import { metricNamed, metricTable } from "./metricTable.ts";

/** How many trials, and how many runs, a sweep has at most. */
export const mostTrials = 10_000;

/** How a sweep prunes that says only which way. */
export const usualPruning = { factor: 3, minimumEpochs: 1 } as const;

const range = z
  .strictObject({
    from: z.number().min(-1e12).max(1e12).describe("The lowest value."),
    to: z.number().min(-1e12).max(1e12).describe("The highest value."),
    scale: z
      .enum(["linear", "log"])
      .meta({
        description: "How values lie between the two.",
        enumDescriptions: [
          "Every stretch of the same length is equally likely.",
          "Every factor is equally likely, 0.001 to 0.01 as 0.01 to 0.1: for learning rates and penalties.",
        ],
      })
      .default("linear"),
    integer: z.boolean().default(false).describe("Whether only whole numbers are taken."),
  })
  .superRefine(({ from, to, scale, integer }, context) => {
    const refuse = (key: string, message: string): void => {
      context.addIssue({ code: "custom", path: [key], message });
    };
    if (!(from < to)) refuse("to", `more than from, ${String(from)}`);
    if (scale === "log" && from <= 0) refuse("from", "more than 0 where the scale is log");
    if (!integer) return;
    if (!Number.isInteger(from)) refuse("from", "a whole number where integer is true");
    if (!Number.isInteger(to)) refuse("to", "a whole number where integer is true");
  })
  .describe("All numbers from one to another.");

const values = z
  .union([z.array(z.unknown()).min(1).max(1000).describe("The values to try."), range])
  .describe("The values that an option takes: a list, or a range for random and tpe.");

const prune = z
  .union([
    z.enum(["none", "halving", "asha"]).meta({
      description: "Which trials are ended early, to spend the time on better ones.",
      enumDescriptions: [
        "None: every trial is trained to its end.",
        "Successive halving: after 1, 3, 9, … epochs the best third of all trials goes on, once all have come so far.",
        "Asynchronous halving: after 1, 3, 9, … epochs a trial goes on if it is among the best third of the trials before it.",
      ],
    }),
    z
      .strictObject({
        kind: z.enum(["halving", "asha"]).describe("Which trials are ended early."),
        factor: z
          .int()
          .min(2)
          .max(100)
          .default(usualPruning.factor)
          .describe("One in so many trials goes on at each rung."),
        minimumEpochs: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(usualPruning.minimumEpochs)
          .describe("The epochs of the first rung; each next one has more by the factor."),
      })
      .describe("Which trials are ended early, and when."),
  ])
  .describe("Whether trials that lag behind are ended early, to spend the time on better ones; none when left out.")
  .default("none");

const splits = ["validation", "train"] as const;
const ranked = splits.flatMap((split) =>
  metricTable
    .filter(({ better }) => better !== "neither")
    .map(({ id, description }) => ({ key: `${split}.${id}` as const, description: `Of ${split}. ${description}` })),
);

export const sweepSchema = z
  .strictObject({
    method: z
      .enum(["grid", "random", "tpe"])
      .meta({
        description: "How the trials are chosen.",
        enumDescriptions: [
          "Every combination of the listed values, the last option changing fastest.",
          "Each value drawn at random, by training.seed and the number of the trial alone.",
          "Values that are likelier among the best trials so far than among the others (tree-structured Parzen estimator); the first ten at random.",
        ],
      })
      .default("grid"),
    over: z
      .record(z.string().min(1).max(1000), values)
      .default({})
      .describe(
        "The options to vary, by path as in --set, such as training.optimizer.learningRate: a list of values each, or a range; none to train the same with several seeds.",
      ),
    trials: z
      .int()
      .min(1)
      .max(mostTrials)
      .optional()
      .describe("For random and tpe: how many trials there are; 20 when left out. A grid has as many as combinations."),
    prune,
    repeat: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe(
        "How many runs each trial has, with training.seed, training.seed + 1 and so on, each on all folds where split.folds asks for some; mean and deviation are told.",
      ),
    metric: z
      .enum(ranked.map(({ key }) => key))
      .meta({
        description: "What the trials are ranked by: a metric of the kept model; test is left for the end.",
        enumDescriptions: ranked.map(({ description }) => description),
      })
      .default("validation.accuracy"),
  })
  .superRefine((sweep, context) => {
    const refuse = (path: string[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    const paths = Object.keys(sweep.over);
    if (sweep.prune !== "none") {
      const { title, when } = metricNamed(sweep.metric.split(".")[1] ?? "") ?? {};
      if (when === "end") refuse(["metric"], `a metric of every epoch where trials are pruned; ${title ?? ""} is not`);
      if (sweep.method === "tpe" && (typeof sweep.prune === "string" ? sweep.prune : sweep.prune.kind) === "halving")
        refuse(["prune"], "asha with tpe: halving has to see all trials before it judges any");
    }
    const inner = paths.find((path) => path === "sweep" || path.startsWith("sweep."));
    if (inner !== undefined) refuse(["over", inner], "options of the experiment itself, not of its sweep");
    if (sweep.repeat > 1 && paths.includes("training.seed"))
      refuse(["over", "training.seed"], "either this list or repeat, which counts up training.seed by itself");
    if (sweep.method !== "grid") {
      if (paths.length === 0) refuse(["over"], "at least one option to vary");
      return;
    }
    if (sweep.trials !== undefined) refuse(["trials"], "left out for a grid: it has as many trials as combinations");
    for (const [path, listed] of Object.entries(sweep.over))
      if (!Array.isArray(listed)) refuse(["over", path], "a list of values for a grid; a range is for random and tpe");
  })
  .describe("Trains the experiment many times with options varied, and ranks the trials; for benchtop sweep.");

/** How many trials a sweep has that does not say. */
export const usualTrials = 20;

const tooMany = `at most ${String(mostTrials)} runs in all, repeats and folds included`;

/** What an experiment says of its runs beside the sweep. */
interface Swept {
  readonly split: { readonly folds?: number | undefined; readonly fold?: number | undefined };
  readonly sweep?: SweepSpec | undefined;
}

/** How many folds each trial of a sweep is trained on; null where the experiment has none or names the one it wants. */
export function sweptFolds({ split: { folds, fold } }: Pick<Swept, "split">): number | null {
  return folds === undefined || fold !== undefined ? null : folds;
}

/** Refuses a sweep that has nothing to do, too much, or takes the folds that it goes through for options. */
export function refineSweep(experiment: Swept, context: z.RefinementCtx): void {
  const { sweep } = experiment;
  if (sweep === undefined) return;
  const refuse = (path: string[], message: string): void => {
    context.addIssue({ code: "custom", path: ["sweep", ...path], message });
  };
  const folds = sweptFolds(experiment);
  const paths = Object.keys(sweep.over);
  const taken = paths.find((path) => path === "split.fold" || path === "split.folds");
  if (folds !== null && taken !== undefined)
    refuse(["over", taken], "no option: split.folds trains each trial on all folds");
  const runs = sweep.repeat * (folds ?? 1);
  if (sweep.method !== "grid") {
    const { trials = usualTrials } = sweep;
    if (trials * runs > mostTrials) refuse(["trials"], tooMany);
    return;
  }
  // A run of a sweep over folds names its own fold beside the sweep that it is of.
  const folded = experiment.split.folds !== undefined;
  if (paths.length === 0 && runs === 1 && !folded)
    refuse(["over"], "at least one option to vary, split.folds, or repeat above 1");
  const listed = Object.values(sweep.over).map((values) => (Array.isArray(values) ? values.length : 1));
  const combinations = listed.reduce((n, count) => n * count, 1);
  if (combinations * runs > mostTrials) refuse(["over"], tooMany);
}

export type SweepSpec = z.output<typeof sweepSchema>;
export type SweepRange = z.output<typeof range>;
