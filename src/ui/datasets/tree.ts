import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import {
  countingRow,
  type DatasetPart,
  datasetDescription,
  datasetParts,
  datasetTooltip,
  partDescription,
  partTooltip,
  splitParts,
} from "./describe.ts";
import { documentAt } from "../panels/dataDocuments.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { Clock } from "../../services/ports.ts";
import type { DatasetFinder } from "./finder.ts";
import { type FoundFile, sharedNames } from "./found.ts";

/** A row of the Datasets view: a file by its path, a part of one, or that it is being counted. */
export type DatasetNode =
  { readonly kind: "file"; readonly path: string } | { readonly kind: "counting"; readonly path: string } | DatasetPart;

/** How long a row that is opened waits for a count before it says that it counts. */
const patienceMilliseconds = 300;

export class DatasetTree implements TreeDataProvider<DatasetNode>, Disposable {
  readonly #finder: DatasetFinder;
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<DatasetNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  /** The view tells rows apart by identity. */
  readonly #nodes = new Map<string, DatasetNode>();
  #shared: ReadonlySet<string> = new Set();

  constructor(finder: DatasetFinder, clock: Clock) {
    this.#finder = finder;
    this.#clock = clock;
    this.#store.add(finder.onChange((path) => this.#changed.fire(path === null ? undefined : this.#nodes.get(path))));
  }

  async getChildren(node?: DatasetNode): Promise<DatasetNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind === "class" || node.kind === "counting") return [];
    const summary = await this.#summary(node.path);
    if (summary === "counting") return [{ kind: "counting", path: node.path }];
    if (summary === null) return [];
    return [...(node.kind === "file" ? datasetParts(node.path, summary) : splitParts(node.path, node.split, summary))];
  }

  getTreeItem(node: DatasetNode): TreeItem {
    const file = this.#finder.get(node.path);
    if (node.kind === "counting") return file === undefined ? new TreeItem("Counting…") : countingItem(file);
    if (node.kind !== "file") return partItem(node);
    return file === undefined ? new TreeItem(node.path) : fileItem(file, this.#shared.has(file.name));
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The row of a large file does not wait until it is counted: it is told when it is. */
  async #summary(path: string): Promise<DatasetSummary | "counting" | null> {
    const state = this.#finder.get(path)?.state;
    if (state?.kind === "labelled" && state.counting !== undefined) return "counting";
    const timer = this.#store.add(new DisposableStore());
    const late = new Promise<"counting">((resolve) =>
      timer.add(this.#clock.after(patienceMilliseconds, () => resolve("counting"))),
    );
    try {
      return await Promise.race([this.#finder.inspect(path), late]);
    } finally {
      this.#store.delete(timer);
    }
  }

  #roots(): DatasetNode[] {
    void this.#finder.start();
    const { files } = this.#finder;
    this.#shared = sharedNames(files);
    return files.map(({ path }) => {
      const node = this.#nodes.get(path) ?? { kind: "file", path };
      this.#nodes.set(path, node);
      return node;
    });
  }
}

function fileItem(file: FoundFile, withFolder: boolean): TreeItem {
  const { state } = file;
  const isKnown = state.kind === "labelled" || state.kind === "inspected";
  const item = new TreeItem(file.name, isKnown ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = file.path;
  item.description = datasetDescription(file, withFolder);
  item.tooltip = datasetTooltip(file);
  item.contextValue = isKnown ? "dataset" : `dataset.${state.kind}`;
  item.iconPath =
    state.kind === "broken"
      ? new ThemeIcon("warning", new ThemeColor("list.warningForeground"))
      : new ThemeIcon(state.kind === "checking" ? "loading~spin" : file.kind === "folder" ? "folder-library" : "table");
  item.command =
    file.kind === "folder"
      ? { command: "revealInExplorer", title: "Show in Explorer", arguments: [Uri.file(file.path)] }
      : { command: "vscode.open", title: "Open Data File", arguments: [documentAt(file.path, 1).uri] };
  return item;
}

function countingItem(file: FoundFile): TreeItem {
  const { label, description } = countingRow(file);
  const isStopped = file.state.kind === "labelled" && file.state.counting === "stopped";
  const item = new TreeItem(label);
  item.id = JSON.stringify([file.path, "counting"]);
  item.description = description;
  item.contextValue = isStopped ? "counting.stopped" : "counting";
  item.iconPath = new ThemeIcon(isStopped ? "debug-start" : "loading~spin");
  if (isStopped)
    item.command = { command: "benchtop.countDataset", title: "Count Classes", arguments: [{ path: file.path }] };
  return item;
}

function partItem(part: DatasetPart): TreeItem {
  const isSplit = part.kind === "split";
  const label = isSplit ? part.split : part.name === "" ? "(empty)" : part.name;
  const item = new TreeItem(label, isSplit ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = JSON.stringify([part.path, part.split, isSplit ? null : part.name]);
  item.description = partDescription(part);
  item.tooltip = partTooltip(part);
  item.contextValue = part.kind;
  item.iconPath = new ThemeIcon(isSplit ? "layers" : "tag");
  return item;
}
