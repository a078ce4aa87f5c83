import * as z from "zod";
import { splitNames } from "../../data/table.ts";
import type { MetricId } from "../metrics.ts";
import { metricTable } from "../metricTable.ts";
import { filePath } from "../specKeys.ts";

/** A gates file as one schema: the source of its types, messages, JSON schema and hover texts. */

function bounds(better: "higher" | "lower", sentence: string) {
  const keys = metricTable
    .filter((metric) => metric.better === better)
    .map((metric) => [metric.id, z.number().describe(metric.description).optional()] as const);
  return z
    .strictObject(Object.fromEntries(keys) as Record<MetricId, z.ZodOptional<z.ZodNumber>>)
    .describe(sentence)
    .optional();
}

export const gatesSchema = z
  .strictObject({
    experiment: filePath(
      "The experiment file that is trained and then measured, relative to the folder of this file. Give this or run.",
    ).optional(),
    run: z
      .string()
      .min(1)
      .max(4096)
      .describe("A run that is there already: its id, or its folder relative to this file. Give this or experiment.")
      .optional(),
    split: z
      .enum(splitNames as ["train", "validation", "test"])
      .describe("The examples to measure on; test where the run has one, else validation.")
      .optional(),
    minimum: bounds("higher", "The least that each metric must reach."),
    maximum: bounds("lower", "The most that each metric may be."),
    recall: z
      .record(z.string().min(1).max(1000), z.number().min(0).max(1))
      .describe("The least recall of classes, by label: the share of a class's examples that must be found.")
      .optional(),
    regressions: z
      .strictObject({
        baseline: z
          .string()
          .min(1)
          .max(4096)
          .describe("The run to compare with: its id, or its folder relative to this file."),
        most: z.int().min(0).describe("How many examples at most may be wrong now that the baseline gets right."),
      })
      .describe("What must not be worse than in an earlier run.")
      .optional(),
  })
  .describe("What a model must reach, checked by benchtop test and the Test Explorer.");

export type GatesSpec = z.infer<typeof gatesSchema>;
