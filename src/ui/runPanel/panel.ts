import { Uri, type WebviewPanel } from "vscode";
import { type Disposable, DisposableStore, toDisposable } from "../../base/lifecycle.ts";
import type { RunStatus } from "../../experiment/status.ts";
import { typed } from "../../protocol/connection.ts";
import type { RunPanelHostNotifications, RunPanelNotifications, RunPanelRequests } from "../../protocol/runPanel.ts";
import type { Clock, Log } from "../../services/ports.ts";
import type { RunActions } from "../runs/actions.ts";
import type { RunView } from "../runs/view.ts";
import type { ServicesDoor } from "../services.ts";
import { webviewConnection } from "../webviewTransport.ts";
import { panelRoots, runPanelHtml } from "./html.ts";
import { answerRunPanel } from "./requests.ts";
import { RunFeed } from "./runFeed.ts";

export interface RunPanelParts {
  readonly services: ServicesDoor;
  readonly actions: RunActions;
  readonly clock: Clock;
  readonly log: Log;
  readonly extension: Uri;
}

const statusIcons: Readonly<Record<RunStatus, string>> = {
  queued: "active",
  running: "active",
  paused: "paused",
  finished: "finished",
  stopped: "stopped",
  failed: "failed",
  diverged: "failed",
};

/** The host's side of one Run panel. It speaks to the page only while that is visible: a hidden page does not exist. */
export class RunPanel implements Disposable {
  readonly runId: string;
  readonly #panel: WebviewPanel;
  readonly #parts: RunPanelParts;
  readonly #store = new DisposableStore();
  #page: DisposableStore | null = null;
  #rebuilt = false;
  #icon = "";

  constructor(panel: WebviewPanel, runId: string, parts: RunPanelParts) {
    this.runId = runId;
    this.#panel = panel;
    this.#parts = parts;
    this.#store.add(panel.onDidChangeViewState(() => this.#follow()));
    this.#store.add(toDisposable(() => this.#page?.dispose()));
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(parts.extension) };
    this.#connect();
    this.#load();
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Puts the run's title and status on the tab. */
  show({ title, status }: Pick<RunView, "title" | "status">): void {
    if (this.#panel.title !== title) this.#panel.title = title;
    const icon = statusIcons[status];
    if (icon === this.#icon) return;
    this.#icon = icon;
    const at = (theme: string): Uri => Uri.joinPath(this.#parts.extension, "media", "run", `${icon}-${theme}.svg`);
    this.#panel.iconPath = { light: at("light"), dark: at("dark") };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #follow(): void {
    if (this.#panel.visible === (this.#page !== null)) return;
    if (this.#panel.visible) this.#connect();
    else this.#disconnect();
  }

  /** A page that comes back counts its requests from the start, so each gets a connection of its own. */
  #connect(): void {
    this.#disconnect();
    const { services, actions, clock, log } = this.#parts;
    const page = new DisposableStore();
    const connection = page.add(webviewConnection(this.#panel.webview));
    const wire = typed<object, RunPanelRequests, RunPanelNotifications, RunPanelHostNotifications>(connection);
    const send = <K extends keyof RunPanelNotifications>(name: K, params: RunPanelNotifications[K]): void => {
      if (!page.isDisposed) wire.notify(name, params);
    };
    const feed = page.add(new RunFeed({ runId: this.runId, services: services(), clock, log, send }));
    page.add(
      answerRunPanel(wire, { runId: this.runId, services: services(), actions, feed, rebuild: () => this.#rebuild() }),
    );
    connection.listen();
    this.#page = page;
  }

  #disconnect(): void {
    this.#page?.dispose();
    this.#page = null;
  }

  #load(): void {
    this.#panel.webview.html = runPanelHtml(this.#panel.webview, this.#parts.extension, this.runId);
  }

  /** Once: a page that is still of another version says so instead. */
  #rebuild(): void {
    if (this.#rebuilt) return;
    this.#rebuilt = true;
    this.#load();
  }
}
