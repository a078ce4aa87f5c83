import { commands, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { Clock, Log } from "../../services/ports.ts";
import { panelRoots } from "../panels/html.ts";
import type { RunActions } from "../runs/actions.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { RunPanel } from "./panel.ts";
import { runViewType } from "./viewType.ts";

export interface RunPanelsParts {
  readonly services: ServicesDoor;
  readonly runs: RunStore;
  readonly actions: RunActions;
  readonly outside: OutsidePaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly extension: Uri;
  /** Opens two runs in the diff editor. */
  readonly diff: (left: string, right: string) => Promise<void>;
}

/** The open Run panels, one for each run, brought back after a reload of the window. */
export class RunPanels implements Disposable {
  readonly #parts: RunPanelsParts;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, RunPanel>();

  constructor(parts: RunPanelsParts) {
    this.#parts = parts;
    this.#store.add(
      parts.runs.onChange(() => {
        for (const panel of this.#panels.values()) this.#dress(panel);
      }),
    );
  }

  /** Opens a run where a text can be tried. */
  openToTry(runId: string): void {
    this.open(runId);
    this.#panels.get(runId)?.showTab("try");
  }

  open(runId: string): void {
    void commands.executeCommand("setContext", "benchtop.runOpened", true);
    const open = this.#panels.get(runId);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const title = this.#parts.runs.get(runId)?.title ?? "Run";
    // Who trains from a text goes on writing there, with the run beside it.
    const writes = window.activeTextEditor !== undefined;
    const place = { viewColumn: writes ? ViewColumn.Beside : ViewColumn.Active, preserveFocus: writes };
    const panel = window.createWebviewPanel(runViewType, title, place, {
      enableScripts: true,
      localResourceRoots: panelRoots(this.#parts.extension),
    });
    this.#adopt(panel, runId);
  }

  /** Takes over a panel of the window before its reload, by what its page had stored. */
  restore(panel: WebviewPanel, state: unknown): void {
    const runId = typeof state === "object" && state !== null && "runId" in state ? state.runId : undefined;
    // A page that never got to write its state has nothing to bring back.
    if (typeof runId === "string" && !this.#panels.has(runId)) this.#adopt(panel, runId);
    else panel.dispose();
  }

  /** The run whose panel is in front. */
  get active(): string | undefined {
    return [...this.#panels].find(([, panel]) => panel.isActive)?.[0];
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#store.dispose();
  }

  #adopt(webviewPanel: WebviewPanel, runId: string): void {
    const panel = new RunPanel(webviewPanel, runId, this.#parts);
    this.#panels.set(runId, panel);
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      this.#panels.delete(runId);
    });
    this.#dress(panel);
    this.#parts.runs.follow();
  }

  #dress(panel: RunPanel): void {
    const view = this.#parts.runs.get(panel.runId);
    if (view !== undefined) panel.show(view);
  }
}
