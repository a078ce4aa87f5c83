import { type CancellationToken, EventEmitter, type TreeDataProvider, type TreeItem } from "vscode";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";

/** A tree whose rows come from one that is loaded when the view first asks for them. */
export class LazyTree<T> implements TreeDataProvider<T>, Disposable {
  readonly #load: () => Promise<TreeDataProvider<T>>;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<T | T[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  #tree: Promise<TreeDataProvider<T>> | undefined;

  constructor(load: () => Promise<TreeDataProvider<T>>) {
    this.#load = load;
  }

  async getChildren(node?: T): Promise<T[]> {
    return (await (await this.#loaded()).getChildren(node)) ?? [];
  }

  async getTreeItem(node: T): Promise<TreeItem> {
    return (await this.#loaded()).getTreeItem(node);
  }

  async resolveTreeItem(item: TreeItem, node: T, token: CancellationToken): Promise<TreeItem> {
    return (await (await this.#loaded()).resolveTreeItem?.(item, node, token)) ?? item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #loaded(): Promise<TreeDataProvider<T>> {
    this.#tree ??= this.#load().then((tree) => {
      const heard = tree.onDidChangeTreeData?.((nodes) => this.#changed.fire(nodes ?? undefined));
      if (heard !== undefined) this.#store.add(heard);
      return tree;
    });
    return this.#tree;
  }
}
