import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { visible } from "../../base/visible.ts";
import type { ExperimentRequest } from "../api.ts";
import { namedFiles } from "../namedFiles.ts";
import { pathIn } from "./pathIn.ts";
import type { AgentTool, AgentWorkspace } from "./tool.ts";
import { followRun, waitSeconds } from "./wait.ts";

const trainInput = z.strictObject({
  experiment: z
    .string()
    .min(1)
    .max(4096)
    .describe("An experiment file (NAME.experiment.json), from the workspace folder. Give this or dataset.")
    .optional(),
  dataset: z
    .string()
    .min(1)
    .max(4096)
    .describe("A labelled file, from the workspace folder, to train on with the defaults. Give this or experiment.")
    .optional(),
  settings: z
    .record(z.string().max(200), z.json())
    .describe(
      'Options to change, by dotted path, such as {"features.kind": "tfidf", "model.kind": "naiveBayes", "training.epochs": 10}. An option that does not exist is refused with those that do.',
    )
    .optional(),
  waitSeconds: waitSeconds.default(60),
});

type TrainInput = z.infer<typeof trainInput>;

export const train: AgentTool<TrainInput> = {
  name: "benchtop_train",
  title: "Train",
  description:
    "Trains a small classifier on a labelled file and keeps the run: its settings, metrics, predictions and model. Answers with the run's id, status and metrics; a run that takes longer than waitSeconds goes on, and benchtop_get_run tells how it went.",
  icon: "$(play)",
  input: trainInput,
  readOnly: false,
  doing: (input) => `Training ${visible(nameOf(input))}`,
  confirm: (input) => ({
    title: "Train a model?",
    message: [
      `Trains \`${visible(nameOf(input)).replaceAll("`", "'")}\` and keeps the run in the runs folder of its workspace.`,
      ...Object.entries(input.settings ?? {}).map(
        ([path, value]) => `- \`${visible(`${path} = ${JSON.stringify(value)}`).replaceAll("`", "'")}\``,
      ),
    ].join("\n"),
  }),
  async run(input, ports, call) {
    const { workspace, services } = ports;
    const { file, experiment } = await requestOf(input, workspace);
    const started = await services.training.start({ experiment, ...(await workspace.place(file)) });
    return followRun(started.id, input.waitSeconds, ports, call);
  },
};

function nameOf({ experiment, dataset }: TrainInput): string {
  return experiment ?? dataset ?? "";
}

/** What to train, once every file that it reads may be read. */
async function requestOf(
  { experiment, dataset, settings = {} }: TrainInput,
  workspace: AgentWorkspace,
): Promise<{ readonly file: string; readonly experiment: ExperimentRequest }> {
  if ((experiment === undefined) === (dataset === undefined))
    throw new UserError("Say what to train.", "Give either experiment or dataset, a path from the workspace folder.");
  const file = workspace.resolve(experiment ?? dataset ?? "");
  await workspace.admit([file]);
  const folder = workspace.resolve(".");
  const overrides = Object.entries(settings);
  if (experiment === undefined) {
    await admitSettings(overrides, folder, workspace);
    const text = JSON.stringify({ dataset: { path: file } });
    return { file, experiment: { text, file: null, folder, overrides } };
  }
  const text = await workspace.readText(file);
  const home = workspace.resolve(`${experiment}/..`);
  await workspace.admit(namedFiles(text).map((path) => pathIn(home, path, workspace)));
  await admitSettings(overrides, home, workspace);
  return { file, experiment: { text, file, folder: home, overrides } };
}

/** A setting may name another file than the experiment does. */
async function admitSettings(
  settings: readonly (readonly [string, unknown])[],
  folder: string,
  workspace: AgentWorkspace,
): Promise<void> {
  const texts = settings
    .filter(([path]) => /^(dataset|features)(\.|$)/.test(path))
    .flatMap(([, value]) => textsIn(value));
  // Names of columns are among them: as paths these lie in the folder.
  await workspace.admit(texts.map((text) => pathIn(folder, text, workspace)));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
