import { type QuickPickItem, QuickPickItemKind, window, workspace } from "vscode";
import { dataFileEndings } from "../../experiment/datasetNames.ts";
import { datasetDescription } from "../datasets/describe.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { withoutIcons } from "../format.ts";
import type { OutsidePaths } from "./outsidePaths.ts";
import { quickPickStep } from "./quickPickStep.ts";

/** A file that is known, or what kind of place the dialog is for. */
type Item = QuickPickItem & { readonly value?: string; readonly browses?: "file" | "folder" };

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
  return result.item.value ?? (await browse(outside, use, result.item.browses ?? "file"));
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
  const separator: Item = { label: "", kind: QuickPickItemKind.Separator };
  return [
    ...items,
    ...(items.length > 0 ? [separator] : []),
    { label: "Browse for a File…", browses: "file", alwaysShow: true },
    {
      label: "Browse for a Folder…",
      description: "of texts or files for each class",
      browses: "folder",
      alwaysShow: true,
    },
  ];
}

async function browse(outside: OutsidePaths, use: string, kind: "file" | "folder"): Promise<string | null> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: kind === "file" ? "Choose a labelled file" : "Choose a folder with a folder or a file for each class",
    openLabel: kind === "file" ? use : use.replace("File", "Folder"),
    canSelectFiles: kind === "file",
    canSelectFolders: kind === "folder",
    ...(folder !== undefined && { defaultUri: folder }),
    ...(kind === "file" && { filters: { "Labelled files": [...dataFileEndings, "gz"], "All files": ["*"] } }),
  });
  const path = chosen?.[0]?.fsPath;
  if (path === undefined) return null;
  await outside.allow(path);
  return path;
}
