import { commands, type QuickPickItem, Uri, window } from "vscode";
import { type Study, studies } from "../../experiment/studies/studies.ts";
import type { ExperimentInput } from "../../experiment/spec.ts";
import { joinPath } from "../../platform/vscode/paths.ts";
import type { StudySource } from "../../protocol/activationsPanel.ts";
import type { LiveSweep } from "../../services/api.ts";
import { studySource, studySources } from "../activationsPanel/sources.ts";
import { startOf } from "../activationsPanel/studyRequest.ts";
import type { CommandTable } from "../commandTable.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import type { Messages } from "../messages.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

export interface StudyCommandParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
  /** Shows the runs of a study that has begun. */
  readonly started: () => void;
}

const title = "Benchtop: Run Study";

/** `Run Study…`: a study, what to run it on, how many seeds; at the end its report opens. */
export function studyCommands(parts: StudyCommandParts): CommandTable<"runStudy"> {
  const { services, finder, places, outside, messages, started } = parts;
  return {
    runStudy: (argument) =>
      messages.guard("run the study", async () => {
        const study = await pickStudy();
        const inFront = experimentPath(argument);
        const source = study && (await pickSource(finder, inFront));
        const seeds = source && (await pickSeeds());
        if (study === undefined || source === undefined || seeds === undefined) return;
        const start = await startOf(source, suited(study), { places, outside });
        if (start === null) return;
        const sweep = await services().studies.start({ ...start, study, seeds });
        started();
        void sweep.ended.then(
          () => messages.guard("write the report of the study", () => report(parts, study, sweep)),
          (error: unknown) => messages.guard("run the study", () => Promise.reject(asError(error))),
        );
      }),
  };
}

function pickStudy(): Promise<Study | undefined> {
  const items = studies.map((study) => ({ label: study.title, detail: study.question, study }));
  return picked(items, "What to find out").then((item) => item?.study);
}

/** Experiments of the workspace, that in front first, then its datasets. */
async function pickSource(finder: DatasetFinder, inFront: string | undefined): Promise<StudySource | undefined> {
  const all = await studySources(finder);
  const first = inFront === undefined ? [] : [studySource(inFront)];
  const items = [...first, ...all.filter(({ path }) => path !== inFront)].map((source) => ({
    label: source.name,
    description: source.location,
    source,
  }));
  return (await picked(items, "An experiment, or a dataset with what suits it"))?.source;
}

async function pickSeeds(): Promise<number | undefined> {
  const items = [
    { label: "3 seeds", detail: "Enough to see how much runs differ by themselves.", seeds: 3 },
    { label: "1 seed", detail: "Quick; a small difference may be chance.", seeds: 1 },
    { label: "5 seeds", detail: "For figures that go into a paper.", seeds: 5 },
    { label: "10 seeds", detail: "Where differences are small.", seeds: 10 },
  ];
  return (await picked(items, "How many seeds each value is trained with"))?.seeds;
}

async function picked<Item extends QuickPickItem>(
  items: readonly Item[],
  placeHolder: string,
): Promise<Item | undefined> {
  return window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
}

/** What a dataset is trained with, where a study is about hidden layers. */
function suited({ id }: Study): Partial<ExperimentInput> {
  return id === "hiddenUnits" || id === "activations" ? { model: { kind: "network" } } : {};
}

async function report({ services }: StudyCommandParts, study: Study, sweep: LiveSweep): Promise<void> {
  const folder = joinPath(sweep.folder, "report");
  await services().studies.report([sweep], folder);
  const show = "Open Report";
  const choice = await window.showInformationMessage(`The study “${study.title}” has ended.`, show);
  if (choice === show) await commands.executeCommand("markdown.showPreview", Uri.file(joinPath(folder, "report.md")));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
