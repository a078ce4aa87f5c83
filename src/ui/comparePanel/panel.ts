import { commands, type ExtensionContext, ViewColumn, type WebviewPanel, window } from "vscode";
import type { MessageConnection } from "vscode-jsonrpc";
import type { Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { metricTable } from "../../experiment/metricTable.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { typed } from "../../protocol/connection.ts";
import type { ComparePanelNotifications, ComparePanelRequests, CompareSnapshot } from "../../protocol/comparePanel.ts";
import type { Clock, Log } from "../../services/ports.ts";
import { usualChoice } from "../../services/compareChoice.ts";
import { runTable } from "../../services/runTable.ts";
import { panelRoots } from "../panels/html.ts";
import { PanelShell } from "../panels/panelShell.ts";
import type { Place, Places } from "../places.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { readLayout, writeLayout } from "./layout.ts";
import { PanelSweeps } from "./panelSweeps.ts";
import { answerComparePanel } from "./requests.ts";
import { compareViewType } from "./viewType.ts";

export interface ComparePanelParts {
  readonly services: ServicesDoor;
  readonly runs: RunStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly context: Pick<ExtensionContext, "extensionUri" | "workspaceState">;
  readonly openRun: (id: string) => void;
  /** Opens two runs in the diff editor. */
  readonly diff: (left: string, right: string) => Promise<void>;
  readonly places: Pick<Places, "all">;
  readonly outside: OutsidePaths;
  readonly resumeSweep: (id: string, place: Place) => Promise<void>;
  /** The run that the workspace remembers to compare others with. */
  readonly baseline: () => string | null;
}

/** The table is sent again at most so often. */
const calmMilliseconds = 500;

/** The window's Compare panel: there is one, which lists all runs and compares those that are chosen. */
export class ComparePanel implements Disposable {
  readonly #parts: ComparePanelParts;
  #panel: WebviewPanel | null = null;
  #chosen: readonly string[] = [];
  /** Whether the page is new and remembers no choice of its own. */
  #isNew = false;
  #openSweep: string | null = null;
  #tell: ((chosen: readonly string[]) => void) | null = null;
  #tellSweep: ((id: string) => void) | null = null;

  constructor(parts: ComparePanelParts) {
    this.#parts = parts;
  }

  /** Shows the panel; with runs, they are what it compares from now on. */
  open(chosen: readonly string[]): void {
    if (chosen.length > 0) this.#chosen = chosen;
    if (this.#show() && chosen.length > 0) this.#tell?.(chosen);
  }

  /** Shows a sweep that was just started. */
  openSweep(id: string): void {
    this.#openSweep = id;
    if (this.#show()) this.#tellSweep?.(id);
  }

  /** Takes over the panel of the window before its reload; its page remembers what was chosen. */
  restore(panel: WebviewPanel): void {
    if (this.#panel === null) this.#adopt(panel);
    else panel.dispose();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  /** Whether there was a panel already. */
  #show(): boolean {
    if (this.#panel !== null) {
      this.#panel.reveal();
      return true;
    }
    const { extensionUri } = this.#parts.context;
    this.#isNew = true;
    const options = { enableScripts: true, localResourceRoots: panelRoots(extensionUri) };
    this.#adopt(window.createWebviewPanel(compareViewType, "Compare Runs", ViewColumn.Active, options));
    return false;
  }

  #adopt(panel: WebviewPanel): void {
    const { context } = this.#parts;
    this.#panel = panel;
    const content = { page: "compare", title: "Compare runs", data: {} } as const;
    const shell: PanelShell = new PanelShell(panel, context.extensionUri, content, (connection, page) =>
      this.#serve(connection, page, () => shell.rebuild()),
    );
    panel.onDidDispose(() => {
      shell.dispose();
      this.#panel = null;
      this.#tell = null;
      this.#tellSweep = null;
    });
    this.#parts.runs.follow();
    void commands.executeCommand("setContext", "benchtop.compareOpened", true);
  }

  #serve(connection: MessageConnection, page: DisposableStore, rebuild: () => void): void {
    const { services, runs, context, openRun, diff, log } = this.#parts;
    const wire = typed<object, ComparePanelRequests, ComparePanelNotifications, object>(connection);
    const sweeps = page.add(
      new PanelSweeps({
        services: services(),
        places: () => this.#parts.places.all,
        keyMetric: () => this.#parts.settings.keyMetric,
        clock: this.#parts.clock,
        log,
        tell: {
          progress: (progress) => wire.notify("sweepProgress", progress),
          changed: () => wire.notify("sweepsChanged", {}),
        },
        resume: this.#parts.resumeSweep,
      }),
    );
    this.#tellSweep = (id) => {
      if (!page.isDisposed) wire.notify("openSweep", { id });
    };
    page.add(
      answerComparePanel(wire, {
        services: services(),
        outside: this.#parts.outside,
        sweeps,
        snapshot: () => this.#snapshot(),
        saveLayout: (layout) => writeLayout(context.workspaceState, layout),
        openRun,
        diff,
        rebuild,
      }),
    );
    this.#tell = (chosen) => {
      if (!page.isDisposed) wire.notify("chosen", chosen);
    };
    let planned = false;
    const send = async (): Promise<void> => {
      planned = false;
      const table = runTable(await services().runs.list());
      if (!page.isDisposed) wire.notify("table", table);
    };
    page.add(
      runs.onChange(() => {
        if (planned) return;
        planned = true;
        page.add(
          this.#parts.clock.after(calmMilliseconds, () => {
            send().catch((error: unknown) => log.error("the Compare panel could not be brought up to date", error));
          }),
        );
      }),
    );
  }

  async #snapshot(): Promise<CompareSnapshot> {
    const { services, settings, context } = this.#parts;
    const listed = await services().runs.list();
    const usual = this.#isNew && this.#openSweep === null ? usualChoice(listed, this.#parts.baseline()) : [];
    const isUsual = this.#chosen.length === 0;
    const chosen = isUsual ? usual : this.#chosen;
    // Said once: after that the page remembers it, and what the person changed since.
    this.#chosen = [];
    this.#isNew = false;
    const openSweep = this.#openSweep;
    this.#openSweep = null;
    return {
      table: runTable(listed),
      layout: readLayout(context.workspaceState),
      chosen,
      isUsual,
      keyMetric: settings.keyMetric,
      metrics: metricTable,
      openSweep,
    };
  }
}
