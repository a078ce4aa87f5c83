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
  type DatasetPart,
  datasetDescription,
  datasetParts,
  datasetTooltip,
  partDescription,
  splitParts,
} from "./describe.ts";
import type { DatasetFinder } from "./finder.ts";
import { type FoundFile, sharedNames } from "./found.ts";

/** A row of the Datasets view: a file by its path, or a part of one. */
export type DatasetNode = { readonly kind: "file"; readonly path: string } | DatasetPart;

export class DatasetTree implements TreeDataProvider<DatasetNode>, Disposable {
  readonly #finder: DatasetFinder;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<DatasetNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  /** The view tells rows apart by identity. */
  readonly #nodes = new Map<string, DatasetNode>();
  #shared: ReadonlySet<string> = new Set();

  constructor(finder: DatasetFinder) {
    this.#finder = finder;
    this.#store.add(finder.onChange((path) => this.#changed.fire(path === null ? undefined : this.#nodes.get(path))));
  }

  async getChildren(node?: DatasetNode): Promise<DatasetNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind === "class") return [];
    const summary = await this.#finder.inspect(node.path);
    if (summary === null) return [];
    return [...(node.kind === "file" ? datasetParts(node.path, summary) : splitParts(node.path, node.split, summary))];
  }

  getTreeItem(node: DatasetNode): TreeItem {
    if (node.kind !== "file") return partItem(node);
    const file = this.#finder.get(node.path);
    return file === undefined ? new TreeItem(node.path) : fileItem(file, this.#shared.has(file.name));
  }

  dispose(): void {
    this.#store.dispose();
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
      : new ThemeIcon(state.kind === "checking" ? "loading~spin" : "table");
  item.command = { command: "vscode.open", title: "Open Data File", arguments: [Uri.file(file.path)] };
  return item;
}

function partItem(part: DatasetPart): TreeItem {
  const isSplit = part.kind === "split";
  const label = isSplit ? part.split : part.name === "" ? "(empty)" : part.name;
  const item = new TreeItem(label, isSplit ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = JSON.stringify([part.path, part.split, isSplit ? null : part.name]);
  item.description = partDescription(part);
  item.tooltip = isSplit
    ? `${part.split}: ${partDescription(part)} under the default split`
    : `${part.name}: ${partDescription(part)}`;
  item.contextValue = part.kind;
  item.iconPath = new ThemeIcon(isSplit ? "layers" : "tag");
  return item;
}
