import * as z from "zod";
import { metricTable } from "./metricTable.ts";

const choosable = metricTable.filter(({ when, better }) => when === "every epoch" && better !== "neither");

/** A metric that is known after every epoch and says which of two models is better. */
export function epochMetric(description: string) {
  return z.enum(choosable.map(({ id }) => id)).meta({
    description,
    enumDescriptions: choosable.map((entry) => entry.description),
  });
}

export const earlyStopping = z
  .strictObject({
    metric: epochMetric(
      "The metric of validation that must get better; it chooses the epoch that is kept, too. Of train where there is no validation.",
    ).default("loss"),
    patience: z.int().min(1).max(1_000_000).default(10).describe("How many times in a row it may be no better."),
    minChange: z
      .number()
      .min(0)
      .max(1e9)
      .default(0)
      .describe("By more than how much it must beat the best so far to count as better."),
    counts: z
      .enum(["epochs", "evaluations"])
      .meta({
        description: "What patience counts.",
        enumDescriptions: ["The ends of epochs.", "Those and every evaluation in between (evaluateEvery)."],
      })
      .default("epochs"),
  })
  .describe("Ends the run when a metric no longer gets better, and keeps the best epoch; never when left out.");

export const keepBy = epochMetric(
  "For keep best: the metric of validation that chooses the epoch; loss when left out, or that of earlyStopping.",
);

export const evaluateEvery = z
  .strictObject({
    steps: z.int().min(1).max(1_000_000_000).describe("How many steps lie between two evaluations."),
  })
  .describe("Evaluates within epochs too, for more points in the curves; only after each epoch when left out.");
