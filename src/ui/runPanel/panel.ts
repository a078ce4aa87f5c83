import { Uri, type WebviewPanel } from "vscode";
import type { MessageConnection } from "vscode-jsonrpc";
import { type Disposable, type DisposableStore, toDisposable } from "../../base/lifecycle.ts";
import type { RunStatus } from "../../experiment/status.ts";
import { typed } from "../../protocol/connection.ts";
import type { RunPanelHostNotifications, RunPanelNotifications, RunPanelRequests } from "../../protocol/runPanel.ts";
import type { Clock, Log } from "../../services/ports.ts";
import { PanelShell } from "../panels/panelShell.ts";
import type { RunActions } from "../runs/actions.ts";
import type { RunView } from "../runs/view.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { answerRunPanel } from "./requests.ts";
import { RunFeed } from "./runFeed.ts";

export interface RunPanelParts {
  readonly services: ServicesDoor;
  readonly actions: RunActions;
  readonly outside: OutsidePaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly extension: Uri;
  /** Opens two runs in the diff editor. */
  readonly diff: (left: string, right: string) => Promise<void>;
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

/** The host's side of one Run panel. */
export class RunPanel implements Disposable {
  readonly runId: string;
  readonly #panel: WebviewPanel;
  readonly #parts: RunPanelParts;
  readonly #shell: PanelShell;
  #icon = "";
  #wantedTab: "try" | null = null;
  /** Tells a page that has asked for its run which tab to show. */
  #tellTab: () => void = () => undefined;

  constructor(panel: WebviewPanel, runId: string, parts: RunPanelParts) {
    this.runId = runId;
    this.#panel = panel;
    this.#parts = parts;
    const content = { page: "run", title: "Benchtop run", data: { "run-id": runId } } as const;
    this.#shell = new PanelShell(panel, parts.extension, content, (connection, page) => this.#serve(connection, page));
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Puts a tab in front, now or when the page is there. */
  showTab(tab: "try"): void {
    this.#wantedTab = tab;
    this.#tellTab();
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
    this.#shell.dispose();
  }

  #serve(connection: MessageConnection, page: DisposableStore): void {
    const { services, actions, outside, clock, log, diff } = this.#parts;
    const wire = typed<object, RunPanelRequests, RunPanelNotifications, RunPanelHostNotifications>(connection);
    const send = <K extends keyof RunPanelNotifications>(name: K, params: RunPanelNotifications[K]): void => {
      if (!page.isDisposed) wire.notify(name, params);
    };
    const feed = page.add(new RunFeed({ runId: this.runId, services: services(), clock, log, send }));
    const rebuild = (): void => this.#shell.rebuild();
    let asked = false;
    this.#tellTab = () => {
      if (!asked || this.#wantedTab === null) return;
      send("showTab", { tab: this.#wantedTab });
      this.#wantedTab = null;
    };
    const asksFor = (): void => {
      asked = true;
      // After the answer that it waits for.
      page.add(clock.after(0, () => this.#tellTab()));
    };
    const runId = this.runId;
    page.add(answerRunPanel(wire, { runId, services: services(), actions, outside, feed, diff, rebuild, asksFor }));
    page.add(toDisposable(() => (asked = false)));
  }
}
