import { RelativePattern, Uri, type WebviewPanel, workspace } from "vscode";
import type { MessageConnection } from "vscode-jsonrpc";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { fileName, folderOf } from "../../platform/vscode/paths.ts";
import { typed } from "../../protocol/connection.ts";
import type { DatasetPanelNotifications, DatasetPanelRequests, DatasetSnapshot } from "../../protocol/datasetPanel.ts";
import { PanelShell } from "../panels/panelShell.ts";
import { DatasetLook, type LookParts } from "./look.ts";
import { answerDatasetPanel } from "./requests.ts";

export interface DatasetPanelParts extends LookParts {
  readonly extension: Uri;
  readonly path: string;
  readonly isExperiment: boolean;
  readonly pickVectors: () => Promise<string | null>;
  readonly train: () => Promise<void>;
  readonly openFile: () => Promise<void>;
}

/** The host's side of one Dataset panel. What was found out stays while the panel is hidden. */
export class DatasetPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #parts: DatasetPanelParts;
  readonly #store = new DisposableStore();
  readonly #look: DatasetLook;
  #watched = "";
  #watchers: DisposableStore | undefined;

  constructor(panel: WebviewPanel, parts: DatasetPanelParts) {
    this.#panel = panel;
    this.#parts = parts;
    this.#look = this.#store.add(new DatasetLook(parts));
    this.#store.add(this.#look.onChange(() => this.#watch()));
    const content = { page: "dataset", title: fileName(parts.path), data: { dataset: parts.path } } as const;
    const shell: PanelShell = this.#store.add(
      new PanelShell(panel, parts.extension, content, (connection, page) =>
        this.#serve(connection, page, () => shell.rebuild()),
      ),
    );
    void this.#look.read();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#watchers?.dispose();
    this.#store.dispose();
  }

  #serve(connection: MessageConnection, page: DisposableStore, rebuild: () => void): void {
    const { pickVectors, train, openFile } = this.#parts;
    const wire = typed<object, DatasetPanelRequests, DatasetPanelNotifications, object>(connection);
    const snapshot = (): DatasetSnapshot => this.#snapshot();
    page.add(answerDatasetPanel(wire, { look: this.#look, snapshot, pickVectors, train, openFile, rebuild }));
    page.add(this.#look.onChange(() => wire.notify("snapshot", this.#snapshot())));
    page.add(this.#look.onProgress((progress) => wire.notify("progress", progress)));
  }

  #snapshot(): DatasetSnapshot {
    const { path, isExperiment } = this.#parts;
    const folder = folderOf(path);
    const relative = workspace.asRelativePath(folder);
    const isRoot = workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder) === true;
    return { ...this.#look.state, title: fileName(path), location: isRoot ? "" : relative, isExperiment };
  }

  /** Hears of changes to the files that were read. */
  #watch(): void {
    const files = this.#look.files;
    const key = files.join("\n");
    if (key === this.#watched || files.length === 0) return;
    this.#watched = key;
    this.#watchers?.dispose();
    const store = new DisposableStore();
    this.#watchers = store;
    for (const file of files) {
      const pattern = this.#look.isFolder
        ? new RelativePattern(Uri.file(file), "**/*")
        : new RelativePattern(Uri.file(folderOf(file)), fileName(file));
      const watcher = store.add(workspace.createFileSystemWatcher(pattern));
      watcher.onDidChange(() => this.#look.outdate());
      watcher.onDidCreate(() => this.#look.outdate());
      watcher.onDidDelete(() => this.#look.outdate());
    }
  }
}
