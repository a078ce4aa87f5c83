import { type QuickPickItem, type TreeView, window } from "vscode";
import { canBeResumed, isActive, type RunStatus } from "../../experiment/status.ts";
import type { CommandHandler, CommandTable } from "../commandTable.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import { runsOfExperiment } from "../experimentFile/codeLens.ts";
import { withoutIcons } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { ComparePanel } from "../comparePanel/panel.ts";
import type { RunPanels } from "../runPanel/panels.ts";
import type { ServicesDoor } from "../services.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { RunActions } from "./actions.ts";
import { runDescription } from "./describe.ts";
import { type Grouping, groupings } from "./grouping.ts";
import type { RunMarks } from "./marks.ts";
import type { RunStore } from "./store.ts";
import type { RunNode, RunTree } from "./tree.ts";
import type { RunView } from "./view.ts";

/** The run a command was called for, the one in front, or the one that the person chooses among those that fit. */
export type ChooseRun = (node: unknown, fits: (view: RunView) => boolean) => Promise<string | undefined>;

export function runChooser(parts: Pick<RunCommandParts, "runs" | "panels" | "view" | "settings">): ChooseRun {
  return async (node, fits) => idOf(node) ?? (await chooseRun(parts, fits));
}

export interface RunCommandParts {
  readonly runs: RunStore;
  readonly actions: RunActions;
  readonly panels: RunPanels;
  readonly comparePanel: Pick<ComparePanel, "open">;
  readonly tree: RunTree;
  readonly view: TreeView<RunNode>;
  readonly messages: Messages;
  readonly settings: Settings;
  readonly services: ServicesDoor;
  readonly marks: RunMarks;
}

const groupingWords: Readonly<Record<Grouping, string>> = {
  dataset: "By dataset",
  experiment: "By experiment file",
  sweep: "By sweep",
  status: "By status",
  none: "In one list",
};

type RunCommand =
  | "openRun"
  | "compareRuns"
  | "stopRun"
  | "pauseRun"
  | "resumeRun"
  | "renameRun"
  | "deleteRun"
  | "revealRun"
  | "saveRunExperiment"
  | "exportRun"
  | "crossCheckRun"
  | "verifyRun"
  | "copyReproductionLink"
  | "trainAgain"
  | "refreshRuns"
  | "groupRuns"
  | "openRunsOfExperiment";

/** The commands on runs. From the palette they take the run in front, or ask which. */
export function runCommands(parts: RunCommandParts): CommandTable<RunCommand> {
  const { actions, panels, tree, messages } = parts;
  const told =
    (attempt: string, action: CommandHandler): CommandHandler =>
    (...args) =>
      messages.guard(attempt, () => action(...args));
  /** Runs an action on the row it was called for, or on the run that the person chooses. */
  const onRun = (
    attempt: string,
    action: (id: string) => Promise<void> | undefined,
    fits: (view: RunView) => boolean = () => true,
  ): CommandHandler =>
    told(attempt, async (node) => {
      const id = idOf(node) ?? (await chooseRun(parts, fits));
      if (id !== undefined) await action(id);
    });
  const ours = (view: RunView): boolean => isActive(view.status) && view.owner === "self";
  const oursIn =
    (status: RunStatus) =>
    (view: RunView): boolean =>
      ours(view) && view.status === status;
  return {
    openRun: onRun("open the run", (id) => {
      panels.open(id);
      return undefined;
    }),
    compareRuns: told("compare runs", (node, nodes) => {
      // From the palette: what is marked in the view, else all runs are listed and none is chosen yet.
      const marked = parts.marks.withBaseline(chosenRuns(parts.view, [node, nodes]));
      parts.comparePanel.open(marked.length > 1 ? marked : []);
      return Promise.resolve();
    }),
    stopRun: onRun("stop the run", (id) => actions.stop(id), ours),
    pauseRun: onRun("pause the run", (id) => actions.pause(id), oursIn("running")),
    resumeRun: onRun(
      "resume the run",
      (id) => actions.resume(id),
      (view) => oursIn("paused")(view) || (view.owner === "none" && canBeResumed(view.record)),
    ),
    renameRun: onRun("rename the run", (id) => actions.rename(id)),
    revealRun: onRun("reveal the run's folder", (id) => actions.revealFolder(id)),
    saveRunExperiment: onRun("save the experiment file", (id) => actions.saveExperiment(id)),
    exportRun: onRun(
      "export the run",
      (id) => actions.exportRun(id),
      (view) => view.status !== "queued",
    ),
    crossCheckRun: onRun(
      "cross-check the run",
      (id) => actions.crossCheck(id),
      (view) => !isActive(view.status),
    ),
    verifyRun: onRun(
      "verify the run",
      (id) => actions.verify(id),
      (view) => !isActive(view.status),
    ),
    copyReproductionLink: onRun(
      "copy the link",
      (id) => actions.copyLink(id),
      (view) => view.status === "finished" || view.status === "diverged",
    ),
    trainAgain: onRun("train again", (id) => actions.trainAgain(id)),
    deleteRun: told("delete the run", async (node, nodes) => {
      const chosen = chosenRuns(parts.view, [node, nodes]);
      if (chosen.length > 0) await actions.remove(chosen);
    }),
    refreshRuns: told("list the runs", async () => {
      await parts.runs.relist();
      tree.refresh();
    }),
    groupRuns: told("group the runs", () => chooseGrouping(tree)),
    openRunsOfExperiment: told("open the experiment's runs", async (uri) => {
      const path = experimentPath(uri);
      if (path === undefined) return;
      const ids = new Set(runsOfExperiment(await parts.services().runs.list(), path).map(({ record }) => record.id));
      const views = (await parts.runs.relist()).filter((view) => ids.has(view.id));
      const id = await choose(parts, views, "No run was trained from this file yet.");
      if (id !== undefined) panels.open(id);
    }),
  };
}

async function chooseGrouping(tree: RunTree): Promise<void> {
  const items = groupings.map((value) => ({
    label: groupingWords[value],
    ...(value === tree.grouping && { description: "now" }),
    value,
  }));
  const chosen = await window.showQuickPick(items, { title: "Group Runs By" });
  if (chosen !== undefined) await tree.groupBy(chosen.value);
}

function idOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !("id" in node)) return undefined;
  return typeof node.id === "string" ? node.id : undefined;
}

/** The runs that a command was called for, else those that are selected in the view. Groups among them do not count. */
export function chosenRuns(view: TreeView<RunNode>, [node, nodes]: readonly unknown[]): readonly string[] {
  const rows: readonly unknown[] = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
  const ids = rows
    .filter((row) => !isGroup(row))
    .map(idOf)
    .filter((id) => id !== undefined);
  return ids.length > 0 || node !== undefined ? ids : selected(view);
}

function isGroup(node: unknown): boolean {
  return typeof node === "object" && node !== null && "kind" in node && node.kind === "group";
}

function selected(view: TreeView<RunNode>): string[] {
  return view.visible ? view.selection.map(idOf).filter((id) => id !== undefined) : [];
}

async function chooseRun(
  parts: Pick<RunCommandParts, "runs" | "panels" | "view" | "settings">,
  fits: (view: RunView) => boolean,
): Promise<string | undefined> {
  const views = (await parts.runs.relist()).filter(fits);
  const front = [parts.panels.active, ...selected(parts.view)].find((id) => views.some((view) => view.id === id));
  return front ?? (await choose(parts, views, "There is no such run now."));
}

async function choose(
  parts: Pick<RunCommandParts, "settings">,
  views: readonly RunView[],
  none: string,
): Promise<string | undefined> {
  if (views.length === 0) void window.showInformationMessage(none);
  if (views.length <= 1) return views[0]?.id;
  const now = new Date();
  const items: (QuickPickItem & { readonly id: string })[] = views.map((view) => ({
    label: withoutIcons(view.title),
    description: runDescription(view, parts.settings.keyMetric, now),
    id: view.id,
  }));
  return (await window.showQuickPick(items, { title: "Benchtop: Which Run?", matchOnDescription: true }))?.id;
}
