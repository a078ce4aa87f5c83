import {
  commands,
  EventEmitter,
  type Memento,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
} from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { counted } from "../format.ts";
import { runDescription, runTooltip, statusIcons, titleUnderDataset } from "./describe.ts";
import type { RunMarks } from "./marks.ts";
import { runFilter } from "../../services/runFilter.ts";
import { type Grouping, groupRuns, isGrouping, type RunGroup } from "./grouping.ts";
import type { RunStore } from "./store.ts";
import { contextValue, type RunView } from "./view.ts";

/** A row of the Runs view. Rows are kept by id, because the view tells them apart by identity. */
export type RunNode =
  { readonly kind: "group"; readonly group: RunGroup } | { readonly kind: "run"; readonly id: string };

/** In front of the title of a run with a star. */
const starSign = "★";
const groupingMemory = "benchtop.runs.grouping";

export interface ShownRuns {
  readonly filter: string;
  readonly shown: number;
  readonly all: number;
}

export class RunTree implements TreeDataProvider<RunNode>, Disposable {
  readonly #runs: RunStore;
  readonly #settings: Settings;
  readonly #state: Memento;
  readonly #marks: RunMarks;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<RunNode | RunNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown = this.#store.add(new EventEmitter<ShownRuns>());
  /** Tells, after each listing, how many of how many runs the filter leaves. */
  readonly onShown = this.#shown.event;
  #nodes = new Map<string, RunNode>();
  #groups: readonly RunGroup[] = [];
  #views = new Map<string, RunView>();

  constructor(runs: RunStore, settings: Settings, state: Memento, marks: RunMarks) {
    this.#marks = marks;
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
    const all = await this.#runs.list();
    const { filter } = this.#marks;
    const views = starredFirst(all.filter(runFilter(filter)));
    this.#views = new Map(views.map((view) => [view.id, view]));
    this.#groups = groupRuns(views, this.grouping);
    const known = this.#nodes;
    this.#nodes = new Map();
    for (const { id } of views) this.#nodes.set(id, known.get(id) ?? { kind: "run", id });
    void commands.executeCommand("setContext", "benchtop.hasRuns", all.length > 0);
    void commands.executeCommand("setContext", "benchtop.runsFiltered", filter !== "");
    this.#shown.fire({ filter, shown: views.length, all: all.length });
    const [only] = this.#groups;
    if (this.grouping === "none") return only === undefined ? [] : only.runs.map(({ id }) => this.#nodeOf(id));
    return this.#groups.map((group) => ({ kind: "group", group }));
  }

  getTreeItem(node: RunNode): TreeItem {
    if (node.kind === "group") return groupItem(node.group, this.#groups.length);
    const view = this.#views.get(node.id);
    if (view === undefined) return new TreeItem(node.id);
    const title = this.grouping === "dataset" ? titleUnderDataset(view) : view.title;
    const { keyMetric } = this.#settings;
    return runItem(view, { title, keyMetric, isBaseline: this.#marks.baseline === view.id });
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

interface RunWords {
  readonly title: string;
  readonly keyMetric: string;
  readonly isBaseline: boolean;
}

/** Each part in its order. */
function starredFirst(views: readonly RunView[]): RunView[] {
  const isStarred = ({ annotations }: RunView): boolean => annotations.star === true;
  return [...views.filter(isStarred), ...views.filter((view) => !isStarred(view))];
}

function runItem(view: RunView, { title, keyMetric, isBaseline }: RunWords): TreeItem {
  const isStarred = view.annotations.star === true;
  const item = new TreeItem(isStarred ? `${starSign} ${title}` : title, TreeItemCollapsibleState.None);
  const { icon, color } = statusIcons[view.status];
  item.id = view.id;
  item.description = `${isBaseline ? "baseline · " : ""}${runDescription(view, keyMetric, new Date())}`;
  item.contextValue = contextValue(view, isBaseline);
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.accessibilityInformation = {
    label: `${isStarred ? "starred, " : ""}${view.title}, ${view.status}, ${item.description}`,
  };
  item.command = { command: "benchtop.openRun", title: "Open Run", arguments: [{ kind: "run", id: view.id }] };
  return item;
}

/** Says in the view which filter is on, and that it leaves nothing where it does. */
export function tellShown(view: TreeView<RunNode>, { filter, shown, all }: ShownRuns): void {
  view.description = filter === "" ? "" : `${filter} (${String(shown)} of ${String(all)})`;
  view.message = filter !== "" && shown === 0 && all > 0 ? `No run fits the filter “${filter}”.` : "";
}
