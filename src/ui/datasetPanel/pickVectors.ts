import { type QuickPickItem, QuickPickItemKind, window, workspace } from "vscode";
import { withoutIcons } from "../format.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { findVectors } from "../train/vectorFiles.ts";

type Item = QuickPickItem & { readonly value: string | null };

/** Asks for a file of word vectors: those of the workspace, or one from a dialog. Null when the person left. */
export async function pickVectors(dataset: string, outside: OutsidePaths): Promise<string | null> {
  const found = (await findVectors(dataset)).map(({ path, name }): Item => ({
    label: withoutIcons(name),
    value: path,
  }));
  const separator: Item = { label: "", kind: QuickPickItemKind.Separator, value: null };
  const browse: Item = { label: "Browse…", value: null, alwaysShow: true };
  const picked = await window.showQuickPick<Item>([...found, ...(found.length > 0 ? [separator] : []), browse], {
    title: "Word vectors to look at this dataset with",
    placeHolder: "A file of GloVe or word2vec vectors",
  });
  if (picked === undefined) return null;
  if (picked.value !== null) return picked.value;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: "Choose word vectors",
    openLabel: "Use These Vectors",
    ...(folder !== undefined && { defaultUri: folder }),
  });
  const path = chosen?.[0]?.fsPath;
  if (path === undefined) return null;
  await outside.allow(path);
  return path;
}
