import { type QuickPickItem, QuickPickItemKind, window, workspace } from "vscode";
import { datasetDescription } from "../datasets/describe.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { withoutIcons } from "../format.ts";
import type { OutsidePaths } from "./outsidePaths.ts";
import { quickPickStep } from "./quickPickStep.ts";

type Item = QuickPickItem & { readonly value: string | null };

export interface DatasetPickOptions {
  readonly title: string;
  /** How many steps follow, this one counted. */
  readonly steps: number;
  readonly finder: DatasetFinder;
  readonly outside: OutsidePaths;
  /** What the dialog's button says. */
  readonly use?: string;
}

/** Asks for a labelled file: those of the workspace, or one from a dialog. The absolute path, or null when the person left. */
export async function pickDataset({
  title,
  steps,
  finder,
  outside,
  use = "Train on This File",
}: DatasetPickOptions): Promise<string | null> {
  const result = await quickPickStep<Item>({
    title,
    step: 1,
    steps,
    placeholder: "Dataset: a labelled file, one example a row",
    items: datasetItems(finder),
    canGoBack: false,
  });
  if (result.kind !== "picked") return null;
  return result.item.value ?? (await browse(outside, use));
}

async function datasetItems(finder: DatasetFinder): Promise<readonly Item[]> {
  const open = window.activeTextEditor?.document.uri.fsPath;
  const files = [...(await finder.labelled())];
  const at = files.findIndex(({ path }) => path === open);
  if (at > 0) files.unshift(...files.splice(at, 1));
  const items = files.map((file) => ({
    label: withoutIcons(file.name),
    description: [file.location, datasetDescription(file, false)].filter((part) => part !== "").join(" · "),
    value: file.path,
  }));
  const separator: Item = { label: "", kind: QuickPickItemKind.Separator, value: null };
  return [...items, ...(items.length > 0 ? [separator] : []), { label: "Browse…", value: null, alwaysShow: true }];
}

async function browse(outside: OutsidePaths, use: string): Promise<string | null> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: "Choose a labelled file",
    openLabel: use,
    ...(folder !== undefined && { defaultUri: folder }),
    filters: {
      "Labelled files": ["csv", "tsv", "txt", "data", "jsonl", "ndjson", "json", "svm", "svmlight", "libsvm", "gz"],
      "All files": ["*"],
    },
  });
  const path = chosen?.[0]?.fsPath;
  if (path === undefined) return null;
  await outside.allow(path);
  return path;
}
