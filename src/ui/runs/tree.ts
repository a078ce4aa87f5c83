import {
  commands,
  EventEmitter,
  type Memento,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { counted } from "../format.ts";
import { runDescription, runTooltip, statusIcons, titleUnderDataset } from "./describe.ts";
import { type Grouping, groupRuns, isGrouping, type RunGroup } from "./grouping.ts";
import type { RunStore } from "./store.ts";
import { contextValue, type RunView } from "./view.ts";

/** A row of the Runs view. Rows are kept by id, because the view tells them apart by identity. */
export type RunNode =
  { readonly kind: "group"; readonly group: RunGroup } | { readonly kind: "run"; readonly id: string };

const groupingMemory = "benchtop.runs.grouping";

export class RunTree implements TreeDataProvider<RunNode>, Disposable {
  readonly #runs: RunStore;
  readonly #settings: Settings;
  readonly #state: Memento;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<RunNode | RunNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  #nodes = new Map<string, RunNode>();
  #groups: readonly RunGroup[] = [];
  #views = new Map<string, RunView>();

  constructor(runs: RunStore, settings: Settings, state: Memento) {
    this.#runs = runs;
    this.#settings = settings;
    this.#state = state;
    this.#store.add(
      runs.onChange((ids) => {
        if (ids === null) this.refresh();
        else this.#refreshRows(ids);
      }),
    );
    this.#store.add(
      settings.onChange((has) => {
        if (has("keyMetric")) void runs.relist().then(() => this.refresh());
      }),
    );
  }

  get grouping(): Grouping {
    const remembered = this.#state.get<unknown>(groupingMemory);
    return isGrouping(remembered) ? remembered : "dataset";
  }

  async groupBy(grouping: Grouping): Promise<void> {
    await this.#state.update(groupingMemory, grouping);
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node?.kind === "run") return [];
    if (node?.kind === "group") return node.group.runs.map(({ id }) => this.#nodeOf(id));
    const views = await this.#runs.list();
    this.#views = new Map(views.map((view) => [view.id, view]));
    this.#groups = groupRuns(views, this.grouping);
    const known = this.#nodes;
    this.#nodes = new Map();
    for (const { id } of views) this.#nodes.set(id, known.get(id) ?? { kind: "run", id });
    void commands.executeCommand("setContext", "benchtop.hasRuns", views.length > 0);
    const [only] = this.#groups;
    if (this.grouping === "none") return only === undefined ? [] : only.runs.map(({ id }) => this.#nodeOf(id));
    return this.#groups.map((group) => ({ kind: "group", group }));
  }

  getTreeItem(node: RunNode): TreeItem {
    if (node.kind === "group") return groupItem(node.group, this.#groups.length);
    const view = this.#views.get(node.id);
    return view === undefined
      ? new TreeItem(node.id)
      : runItem(view, this.grouping === "dataset" ? titleUnderDataset(view) : view.title, this.#settings.keyMetric);
  }

  /** Settings and metrics are put together for the one row under the pointer. */
  resolveTreeItem(item: TreeItem, node: RunNode): TreeItem {
    const view = node.kind === "run" ? this.#runs.get(node.id) : undefined;
    if (view !== undefined) item.tooltip = runTooltip(view);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #nodeOf(id: string): RunNode {
    return this.#nodes.get(id) ?? { kind: "run", id };
  }

  #refreshRows(ids: readonly string[]): void {
    const nodes: RunNode[] = [];
    for (const id of ids) {
      const view = this.#runs.get(id);
      const node = this.#nodes.get(id);
      if (view === undefined || node === undefined) continue;
      this.#views.set(id, view);
      nodes.push(node);
    }
    if (nodes.length > 0) this.#changed.fire(nodes);
  }
}

function groupItem(group: RunGroup, groups: number): TreeItem {
  const open = groups <= 8 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(group.label, open);
  item.id = group.id;
  item.description = counted(group.runs.length, "run");
  item.tooltip = group.label;
  item.contextValue = "group";
  return item;
}

function runItem(view: RunView, label: string, keyMetric: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  const { icon, color } = statusIcons[view.status];
  item.id = view.id;
  item.description = runDescription(view, keyMetric, new Date());
  item.contextValue = contextValue(view);
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.accessibilityInformation = { label: `${view.title}, ${view.status}, ${item.description}` };
  item.command = { command: "benchtop.openRun", title: "Open Run", arguments: [{ kind: "run", id: view.id }] };
  return item;
}
