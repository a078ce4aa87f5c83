import type { CommandTable } from "../commandTable.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import type { Messages } from "../messages.ts";
import { pickDataset } from "../train/datasetPick.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import type { DatasetPanels } from "./panels.ts";

/** `Inspect Dataset`: of a row of the tree, of the experiment file in front, or of one that is picked. */
export function inspectCommand(parts: {
  readonly panels: DatasetPanels;
  readonly finder: DatasetFinder;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
}): CommandTable<"inspectDataset"> {
  const { panels, finder, outside, messages } = parts;
  return {
    inspectDataset: (argument) =>
      messages.guard("inspect the dataset", async () => {
        const path =
          pathOf(argument) ??
          experimentPath(argument) ??
          (await pickDataset({ title: "Inspect Dataset", steps: 1, finder, outside, use: "Inspect This File" }));
        if (path !== null) panels.open(path);
      }),
  };
}

/** A row of the Datasets view names the file it belongs to. */
function pathOf(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null || !("kind" in argument) || !("path" in argument))
    return undefined;
  return typeof argument.path === "string" ? argument.path : undefined;
}
