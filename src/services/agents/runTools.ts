import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { visible } from "../../base/visible.ts";
import { splitNames } from "../../data/table.ts";
import { pairSentences, splitSentence } from "../../experiment/comparison/words.ts";
import type { StoredRun } from "../ports.ts";
import { runFilter } from "../runFilter.ts";
import { findRun } from "./findRun.ts";
import { runName } from "./runName.ts";
import type { AgentTool } from "./tool.ts";
import { followRun, waitSeconds } from "./wait.ts";
import { figure, runLine } from "./words.ts";

const listInput = z.strictObject({
  filter: z
    .string()
    .max(500)
    .describe(
      "Words that all must fit: is:starred, is:verified, is:not-reproduced, status:failed, tag:NAME, or a part of title, note or model.",
    )
    .optional(),
  limit: z.int().min(1).max(100).describe("How many runs at most.").default(20),
});

export const listRuns: AgentTool<z.infer<typeof listInput>> = {
  name: "benchtop_list_runs",
  title: "List Runs",
  description: "Lists trained models (runs) of the workspace, best first, with status, accuracy and macro F1.",
  icon: "$(list-unordered)",
  input: listInput,
  readOnly: true,
  doing: () => "Listing runs",
  async run({ filter = "", limit }, { services }) {
    const all = await services.runs.list();
    const fitting = all.filter(runFilter(filter));
    if (all.length === 0) return "No run was trained yet. Train one with benchtop_train.";
    if (fitting.length === 0) return `None of ${String(all.length)} runs fits ${visible(filter)}.`;
    const more = fitting.length > limit ? [`… and ${String(fitting.length - limit)} more`] : [];
    return [`${String(fitting.length)} runs, best first:`, ...fitting.slice(0, limit).map(runLine), ...more].join("\n");
  },
};

const getInput = z.strictObject({ run: runName, waitSeconds: waitSeconds.default(0) });

export const getRun: AgentTool<z.infer<typeof getInput>> = {
  name: "benchtop_get_run",
  title: "Get Run",
  description:
    "Tells all about one run: status, epochs, metrics of each split beside the majority class, classes, commonest mistakes, time. With waitSeconds it waits for a run under way to end.",
  icon: "$(graph-line)",
  input: getInput,
  readOnly: true,
  doing: ({ run }) => `Looking at run ${visible(run)}`,
  run: (input, ports, call) => followRun(input.run, input.waitSeconds, ports, call),
};

const compareInput = z.strictObject({
  runs: z.array(runName).min(2).max(10).describe("The baseline first, then the runs to set beside it."),
  split: z
    .enum(splitNames as ["train", "validation", "test"])
    .describe("Which examples; by default test where all have it, else validation.")
    .optional(),
});

export const compareRuns: AgentTool<z.infer<typeof compareInput>> = {
  name: "benchtop_compare_runs",
  title: "Compare Runs",
  description:
    "Sets runs beside a baseline on the same examples: metrics, settings that differ, and whether a difference is more than chance (McNemar, bootstrap interval).",
  icon: "$(git-compare)",
  input: compareInput,
  readOnly: true,
  doing: ({ runs }) => `Comparing ${String(runs.length)} runs`,
  async run({ runs: names, split }, { services }) {
    const runs: StoredRun[] = [];
    for (const name of names) {
      const run = await findRun(name, services.runs);
      if (runs.some(({ folder }) => folder === run.folder))
        throw new UserError(`The run ${run.record.id} is named twice.`, "Name each run once.");
      runs.push(run);
    }
    const comparison = await services.comparisons.compare(runs, split === undefined ? {} : { split });
    const lines = comparison.runs.flatMap((run) => {
      const figures = run.figures[comparison.split];
      const told = `${run.letter} = ${run.id}: ${run.title}; accuracy ${figure(figures?.accuracy?.kept)}, macro F1 ${figure(figures?.macroF1?.kept)}`;
      return [told, ...pairSentences(comparison, run)];
    });
    const settings = comparison.settings.map(
      ({ path, values }) =>
        `${path}: ${values.map((value, at) => `${comparison.runs[at]?.letter ?? ""} ${value ?? "–"}`).join(", ")}`,
    );
    return [splitSentence(comparison), ...lines, ...(settings.length > 0 ? ["Settings that differ:", ...settings] : [])]
      .map(visible)
      .join("\n");
  },
};

const stopInput = z.strictObject({ run: runName });

export const stopRun: AgentTool<z.infer<typeof stopInput>> = {
  name: "benchtop_stop_run",
  title: "Stop Run",
  description: "Stops a run that is under way here. What it trained until then is kept and evaluated.",
  icon: "$(debug-stop)",
  input: stopInput,
  readOnly: false,
  doing: ({ run }) => `Stopping run ${visible(run)}`,
  confirm: ({ run }) => ({
    title: "Stop a run?",
    message: `Stops the run \`${visible(run).replaceAll("`", "'")}\`. What it trained until then is kept.`,
  }),
  async run({ run: name }, ports, call) {
    const { training, runs } = ports.services;
    const id = training.live(name)?.id ?? (await findRun(name, runs)).record.id;
    const live = training.live(id);
    if (live === undefined)
      throw new UserError(
        `The run ${id} is not under way here.`,
        "benchtop_get_run tells its status; a run of another window is stopped there.",
      );
    await live.stop("Stopped by an agent.");
    await live.ended;
    return followRun(id, 10, ports, call);
  },
};

const predictInput = z.strictObject({
  run: runName,
  texts: z
    .array(z.string().max(100_000))
    .min(1)
    .max(50)
    .describe("Texts to classify, for a model of texts.")
    .optional(),
  rows: z
    .array(z.record(z.string().max(1000), z.string().max(1000)))
    .min(1)
    .max(50)
    .describe("Rows to classify, for a model of columns: each an object of cells by column name.")
    .optional(),
});

export const predict: AgentTool<z.infer<typeof predictInput>> = {
  name: "benchtop_predict",
  title: "Predict",
  description:
    "Classifies up to 50 new examples with a trained run's model and answers with the label and the probabilities of the likeliest classes. For a whole file use the command Benchtop: Predict or `benchtop predict`.",
  icon: "$(wand)",
  input: predictInput,
  readOnly: true,
  doing: ({ run }) => `Classifying with run ${visible(run)}`,
  async run({ run: name, texts, rows }, { services }) {
    if ((texts === undefined) === (rows === undefined))
      throw new UserError("Say what to classify.", "Give either texts or rows.");
    const run = await findRun(name, services.runs);
    const inputs =
      texts === undefined
        ? (rows ?? []).map((columns) => ({ text: null, columns }))
        : texts.map((text) => ({ text, columns: {} }));
    const predictions = await services.predictions.predict(run, inputs);
    const { data, model } = run.record;
    const classes = data?.classes ?? [];
    const unit = model?.outputs === "margins" ? "margin" : "probability";
    return predictions
      .map(({ predictedClass, outputs }, at) => {
        const likeliest = outputs
          .map((output, id) => ({ output: output ?? Number.NEGATIVE_INFINITY, name: classes[id] ?? "" }))
          .sort((a, b) => b.output - a.output)
          .slice(0, 5)
          .map(({ output, name }) => `${name} ${figure(Number.isFinite(output) ? output : null)}`);
        return visible(`${String(at + 1)}. ${classes[predictedClass] ?? ""} (${unit}: ${likeliest.join(", ")})`);
      })
      .join("\n");
  },
};
