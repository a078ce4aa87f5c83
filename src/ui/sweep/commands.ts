import { Uri, window } from "vscode";
import { foldedSplit, usualFolds } from "../../experiment/foldedSplit.ts";
import { checkExperiment } from "../../experiment/parse.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { ExperimentRequest, StoredSweep } from "../../services/api.ts";
import { StoppedCounting } from "../../services/stoppedCounting.ts";
import { sweepTitle } from "../../services/sweepView.ts";
import type { CommandHandler, CommandTable } from "../commandTable.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import { counted, moment } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { Place, Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import { pickDataset } from "../train/datasetPick.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";
import type { SweepStarter } from "./starter.ts";
import { rankingMetric, usualRepeats } from "./sweepDraft.ts";
import { SweepWizard } from "./wizard.ts";

export interface SweepCommandParts {
  readonly services: ServicesDoor;
  readonly starter: SweepStarter;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly finder: DatasetFinder;
  readonly settings: Settings;
  readonly messages: Messages;
}

/** Sweeps beyond this are not looked at for one to go on with. */
const mostRead = 50;

/** The commands that start sweeps and go on with them. */
export function sweepCommands(
  parts: SweepCommandParts,
): CommandTable<"sweep" | "runWithSeeds" | "runWithFolds" | "resumeSweep"> {
  const { starter, messages, finder, outside } = parts;
  const wizard = new SweepWizard({ ...parts, start: (request, overrides) => starter.start(request, overrides) });
  const told =
    (attempt: string, action: CommandHandler): CommandHandler =>
    (...args) =>
      messages.guard(attempt, async () => {
        try {
          await action(...args);
        } catch (error) {
          if (!(error instanceof Declined)) throw error;
        }
      });
  return {
    sweep: told("sweep", async (argument) => {
      const file = datasetOf(argument) === undefined ? experimentPath(argument) : undefined;
      if (file !== undefined) {
        const request = await starter.requestOfFile(Uri.file(file));
        if (request === undefined) return;
        if (starter.hasSweep(request)) await starter.start(request);
        else await wizard.run(request, file);
        return;
      }
      const dataset =
        datasetOf(argument) ?? (await pickDataset({ title: "Benchtop: Sweep", steps: 1, finder, outside }));
      if (dataset !== null) await wizard.run(starter.requestOfDataset(dataset), dataset);
    }),
    runWithSeeds: told("train with several seeds", async (argument) => {
      const request = await requestOf(starter, argument);
      if (request === undefined) return;
      const metric = await metricOf(parts, request);
      await starter.start(request, [["sweep", { repeat: usualRepeats, ...(metric !== undefined && { metric }) }]]);
    }),
    runWithFolds: told("train on several folds", async (argument) => {
      const request = await requestOf(starter, argument);
      if (request === undefined) return;
      const { spec } = checkExperiment(request.text);
      // A text that is no experiment is refused in words where it is started.
      const split = spec === null ? null : foldedSplit(spec.split, spec.split.folds ?? usualFolds);
      const metric = split && (await metricOf(parts, { ...request, overrides: [["split", { ...split, fold: 1 }]] }));
      await starter.start(request, [
        ...(split === null ? [] : [["split", split] as const]),
        ["sweep", metric ? { metric } : {}],
      ]);
    }),
    resumeSweep: told("resume the sweep", async () => {
      const found = await unfinished(parts);
      if (found.length === 0) {
        void window.showInformationMessage("No sweep of this workspace is unfinished.");
        return;
      }
      const now = new Date();
      const items = found.map(({ stored, place }) => ({
        label: sweepTitle(stored.plan),
        description: progressText(stored),
        detail: `Begun ${moment(stored.plan.created, now)}, ranked by ${stored.sweep.metric}.`,
        id: stored.id,
        place,
      }));
      const picked = await window.showQuickPick(items, {
        title: "Benchtop: Resume Sweep",
        placeHolder: "A sweep to go on with, to the same trials and results",
        matchOnDescription: true,
      });
      if (picked !== undefined) await starter.resume(picked.id, picked.place);
    }),
  };
}

/** The experiment file that a command is about; undefined where there is none or it does not save. */
async function requestOf(starter: SweepStarter, argument: unknown): Promise<ExperimentRequest | undefined> {
  const path = experimentPath(argument);
  if (path !== undefined) return await starter.requestOfFile(Uri.file(path));
  void window.showInformationMessage("Open an experiment file (NAME.experiment.json) first, then run it.");
  return undefined;
}

function progressText({ trials }: Pick<StoredSweep, "trials">): string {
  const ended = trials.filter(({ status }) => status !== "waiting" && status !== "running").length;
  return `${String(ended)} of ${counted(trials.length, "trial")}`;
}

/** Sweeps that nobody works on and that have something left to train, the newest first. */
async function unfinished({ services, places }: SweepCommandParts): Promise<{ stored: StoredSweep; place: Place }[]> {
  const { sweeps } = services();
  const active = new Set(sweeps.active.map(({ id }) => id));
  const listed = await Promise.all(
    places.all.map(async (place) => (await sweeps.ids(place.runsFolder)).map((id) => ({ id, place }))),
  );
  const newest = listed.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  const found: { stored: StoredSweep; place: Place }[] = [];
  for (const { id, place } of newest.slice(0, mostRead)) {
    if (active.has(id)) continue;
    try {
      const stored = await sweeps.read({ id, ...place });
      if (!stored.isOver && stored.owner === "none") found.push({ stored, place });
    } catch {
      // One that is damaged cannot be gone on with.
    }
  }
  return found;
}

/** Undefined for an experiment that cannot be looked at: starting it says why. */
async function metricOf(
  { services, settings }: SweepCommandParts,
  request: ExperimentRequest,
): Promise<string | undefined> {
  try {
    return rankingMetric(settings.keyMetric, await services().training.resolve(request));
  } catch (error) {
    if (error instanceof StoppedCounting) throw error;
    return undefined;
  }
}

function datasetOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || node instanceof Uri || !("path" in node)) return undefined;
  return typeof node.path === "string" ? node.path : undefined;
}
