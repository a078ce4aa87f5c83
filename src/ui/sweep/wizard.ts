import { type QuickPickItem, Uri, window, workspace, WorkspaceEdit, Range } from "vscode";
import { type Override, applyOverrides } from "../../experiment/overrides.ts";
import { checkExperiment } from "../../experiment/parse.ts";
import { experimentSchema } from "../../experiment/spec.ts";
import { type FileEdit, withWritten } from "../../experiment/writeSweep.ts";
import { absolutePath, fileName, fileStem, folderOf, pathFrom } from "../../platform/vscode/paths.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { ExperimentRequest } from "../../services/api.ts";
import { saveExperimentFile } from "../experimentFile/save.ts";
import { withoutIcons } from "../format.ts";
import type { ServicesDoor } from "../services.ts";
import { columnFeatures, textFeatures } from "../train/choices.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { quickPickStep } from "../train/quickPickStep.ts";
import { findVectors } from "../train/vectorFiles.ts";
import { planQuestions, type PlanItem, sweepTitle as title } from "./planQuestions.ts";
import {
  draftOverrides,
  draftProblem,
  firstDraft,
  rankingMetric,
  same,
  sizeOf,
  type SweepDraft,
  valuesOf,
  valuesText,
} from "./sweepDraft.ts";
import {
  modelWrittenOut,
  type NamedValue,
  type SweepOption,
  sweepOptions,
  type SweptExperiment,
} from "./sweepOptions.ts";
import { sweptFiles } from "./sweptFiles.ts";
import { isRange, readValues, writeValues } from "./sweepValues.ts";

export interface SweepWizardParts {
  readonly services: ServicesDoor;
  readonly outside: OutsidePaths;
  readonly settings: Settings;
  readonly start: (request: ExperimentRequest, overrides: readonly Override[]) => Promise<void>;
}

type OptionItem = QuickPickItem & { readonly option: SweepOption };

/** Puts a sweep together by quick picks: what to vary, between which values, how, and how often. */
export class SweepWizard {
  readonly #parts: SweepWizardParts;

  constructor(parts: SweepWizardParts) {
    this.#parts = parts;
  }

  /** @param subject what the sweep is called after: the experiment or the data file. */
  async run(request: ExperimentRequest, subject: string): Promise<void> {
    const experiment = await this.#experiment(request);
    const metric = rankingMetric(this.#parts.settings.keyMetric, experiment.resolved);
    const offered = sweepOptions(experiment);
    let draft: SweepDraft | null = null;
    for (;;) {
      const chosen = await this.#askOptions(offered, draft?.options ?? offered.filter(({ usual }) => usual), subject);
      if (chosen === undefined) return;
      const before: SweepDraft | null = draft;
      const anew = firstDraft(chosen, metric);
      draft = before === null ? anew : { ...before, options: chosen, method: before.method };
      const outcome = await this.#askPlan(draft, request, experiment, subject);
      if (outcome === "left") return;
      draft = outcome;
    }
  }

  async #experiment(request: ExperimentRequest): Promise<SweptExperiment> {
    const { outside, services } = this.#parts;
    await outside.confirm(sweptFiles(request).map((path) => absolutePath(request.folder, path)));
    const resolved = await services().training.resolve(request);
    return { text: request.text, resolved, features: await this.#features(request, resolved) };
  }

  /** Those that the experiment has, then those that the Train wizard offers for such data. */
  async #features({ text, folder }: ExperimentRequest, resolved: SweptExperiment["resolved"]): Promise<NamedValue[]> {
    const { layout, files } = resolved.dataset;
    const path = files[0]?.path ?? "";
    const choices = layout.text === undefined ? columnFeatures(layout) : textFeatures(await findVectors(path));
    const written = checkExperiment(text).spec?.features;
    const now: NamedValue[] = written === undefined ? [] : [{ label: "as it is now", value: written }];
    const others = choices.flatMap(({ label, value }) => {
      if (value === undefined) return [];
      const features = value((each) => pathFrom(folder, each));
      return [{ label, value: features }];
    });
    // The default writes nothing into a file, but a value of a sweep must say what it is.
    const [byDefault] = choices;
    const first =
      written === undefined && byDefault?.value === undefined && layout.text !== undefined
        ? [{ label: byDefault?.label ?? "default", value: { kind: "tfidf" } }]
        : [];
    return [...now, ...first, ...others.filter(({ value }) => !same(value, written))];
  }

  async #askOptions(
    offered: readonly SweepOption[],
    ticked: readonly SweepOption[],
    subject: string,
  ): Promise<readonly SweepOption[] | undefined> {
    const items: OptionItem[] = offered.map((option) => ({
      label: option.label,
      description: option.range === undefined ? briefly(option) : writeValues(option.range),
      detail: option.sentence,
      picked: ticked.includes(option),
      option,
    }));
    const picked = await window.showQuickPick(items, {
      title: `${title} ${fileName(subject)}`,
      placeHolder: "What to vary; values are chosen next. Nothing: the same with several seeds",
      canPickMany: true,
      matchOnDescription: true,
    });
    return picked?.map(({ option }) => option);
  }

  /** The draft to go back to the options with, or that the person is done or left. */
  async #askPlan(
    first: SweepDraft,
    request: ExperimentRequest,
    experiment: SweptExperiment,
    subject: string,
  ): Promise<SweepDraft | "left"> {
    let draft = first;
    for (;;) {
      const result = await quickPickStep<PlanItem>({
        title: `${title} ${fileName(subject)}`,
        step: 2,
        steps: 2,
        placeholder: draftProblem(draft) ?? "Start the sweep, or pick a line to change it",
        items: Promise.resolve(this.#planItems(draft, request, experiment, subject)),
        canGoBack: true,
      });
      if (result.kind === "back") return draft;
      if (result.kind !== "picked") return "left";
      const next = await result.item.act(draft);
      if (next === "done") return "left";
      draft = next;
    }
  }

  #planItems(
    draft: SweepDraft,
    request: ExperimentRequest,
    experiment: SweptExperiment,
    subject: string,
  ): readonly PlanItem[] {
    const problem = draftProblem(draft);
    const written = modelWrittenOut(experiment);
    const split = experimentSchema.shape.split.parse(checkExperiment(experiment.text).spec?.split);
    const start: PlanItem = {
      label: "$(play) Start",
      description: sizeOf(draft),
      detail: `Ranked by ${draft.metric}, best first, in the Sweep tab of the Compare panel.`,
      act: async (now) => {
        await this.#parts.start(request, draftOverrides(now, written, split));
        return "done";
      },
    };
    const save: PlanItem = {
      label:
        request.file === null ? "$(save) Save as an experiment file…" : "$(save) Write it into the experiment file",
      detail: "To keep it, change it by hand and start it with Sweep above the file's first line.",
      act: async (now) => {
        const saved = await writeSweep(request, draftOverrides(now, written, split), subject);
        return saved ? "done" : now;
      },
    };
    return [
      ...(problem === null ? [start, save] : []),
      ...draft.options.map((option): PlanItem => ({
        label: option.label,
        description: withoutIcons(valuesText(draft, option)),
        act: (now) => askValues(now, option, experiment.text, written),
      })),
      ...planQuestions(draft),
    ];
  }
}

function briefly({ known, values }: SweepOption): string {
  const labels = values.map((value) => known?.find((one) => same(one.value, value))?.label ?? JSON.stringify(value));
  return known === undefined || labels.join(", ").length <= 60 ? labels.join(", ") : `${String(labels.length)} choices`;
}

async function askValues(
  draft: SweepDraft,
  option: SweepOption,
  text: string,
  written: readonly Override[],
): Promise<SweepDraft> {
  const values = valuesOf(draft, option);
  const edited = (now: SweepDraft["edited"] extends ReadonlyMap<string, infer V> ? V : never): SweepDraft => ({
    ...draft,
    edited: new Map([...draft.edited, [option.path, now]]),
  });
  if (option.known !== undefined) {
    const picked = await window.showQuickPick(
      option.known.map(({ label, value }) => ({
        label: withoutIcons(label),
        picked: !isRange(values) && values.some((one) => same(one, value)),
        value,
      })),
      { title: `${title}: ${option.label}`, placeHolder: "The values to try", canPickMany: true },
    );
    return picked === undefined || picked.length === 0 ? draft : edited(picked.map(({ value }) => value));
  }
  const problemOf = (typed: string): string | null => {
    const read = readValues(typed);
    if ("problem" in read) return read.problem;
    if (isRange(read.values) && draft.method === "grid")
      return "A grid tries listed values: write them with commas between, or change the method.";
    const ends = isRange(read.values) ? [read.values.from, read.values.to] : read.values;
    for (const value of ends) {
      const { problems } = checkExperiment(text, { overrides: [...written, [option.path, value]] });
      const [problem] = problems;
      if (problem !== undefined) return `${problem.what} ${problem.remedy}`;
    }
    return null;
  };
  const typed = await window.showInputBox({
    title: `${title}: ${option.label}`,
    prompt:
      draft.method === "grid"
        ? "Values with commas between."
        : "Values with commas between, or a range such as 0.001 to 1, log (whole for whole numbers).",
    value: writeValues(values),
    validateInput: (now) => problemOf(now) ?? undefined,
  });
  if (typed === undefined) return draft;
  const read = readValues(typed);
  return "problem" in read ? draft : edited(read.values);
}

/** Writes the sweep into its experiment file, or a new one; whether it was written. */
async function writeSweep(
  { text, file, folder }: ExperimentRequest,
  overrides: readonly Override[],
  subject: string,
): Promise<boolean> {
  if (file === null) {
    const document = applyOverrides(JSON.parse(text), overrides) as { readonly dataset: string };
    const dataset = absolutePath(folder, document.dataset);
    return saveExperimentFile(
      folderOf(dataset),
      `${fileStem(subject)}-sweep`,
      (write) => `${JSON.stringify({ ...document, dataset: write(dataset) }, null, 2)}\n`,
    );
  }
  const edits = overrides.map(([path, value]): FileEdit => [path.split("."), value]);
  const document = await workspace.openTextDocument(Uri.file(file));
  const now = document.getText();
  const edit = new WorkspaceEdit();
  edit.replace(
    document.uri,
    new Range(document.positionAt(0), document.positionAt(now.length)),
    withWritten(now, edits),
  );
  if (!(await workspace.applyEdit(edit))) return false;
  await window.showTextDocument(document);
  return document.save();
}
