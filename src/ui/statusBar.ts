import { commands, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import type { Settings } from "../platform/vscode/settings.ts";
import type { LiveSweep } from "../services/api.ts";
import { sweepTitle } from "../services/sweepView.ts";
import { counted, withoutIcons } from "./format.ts";
import { progress } from "./runs/describe.ts";
import { keyFigure } from "./runs/keyMetric.ts";
import type { RunStore } from "./runs/store.ts";
import type { RunView } from "./runs/view.ts";

/** One item while this window trains; it opens the run's panel, or with several the Runs view. */
export class TrainingStatus implements Disposable {
  readonly #runs: RunStore;
  readonly #sweeps: () => readonly LiveSweep[];
  readonly #settings: Settings;
  readonly #store = new DisposableStore();
  #item: StatusBarItem | null = null;
  #endProgress: (() => void) | null = null;

  /** @param sweeps those under way; they change when their runs do. */
  constructor(runs: RunStore, sweeps: () => readonly LiveSweep[], settings: Settings) {
    this.#runs = runs;
    this.#sweeps = sweeps;
    this.#settings = settings;
    this.#store.add(runs.onChange(() => this.#show()));
  }

  dispose(): void {
    this.#endProgress?.();
    this.#store.dispose();
  }

  #show(): void {
    const active = this.#runs.active;
    const [first] = active;
    void commands.executeCommand("setContext", "benchtop.active", first !== undefined);
    this.#showProgress(active.some(({ status }) => status === "running"));
    if (first === undefined) {
      this.#item?.hide();
      return;
    }
    this.#item ??= this.#createItem();
    const sweeps = this.#sweeps();
    this.#item.text = statusText(active, sweeps, this.#settings.keyMetric);
    this.#item.tooltip = [
      ...sweeps.map((sweep) => `${sweepTitle(sweep.plan)}: ${trialsText(sweep)}`),
      ...active.map((view) => `${view.title}: ${progress(view)}`),
    ].join("\n");
    this.#item.accessibilityInformation = { label: `Benchtop trains ${this.#item.tooltip}` };
    this.#item.command =
      active.length === 1 && sweeps.length === 0
        ? { command: "benchtop.openRun", title: "Open Run", arguments: [{ kind: "run", id: first.id }] }
        : "benchtop.runs.focus";
    this.#item.show();
  }

  #createItem(): StatusBarItem {
    const item = this.#store.add(window.createStatusBarItem("benchtop.training", StatusBarAlignment.Left, 10));
    item.name = "Benchtop Training";
    return item;
  }

  /** The bar on the Runs view runs as long as something trains. */
  #showProgress(running: boolean): void {
    if (running && this.#endProgress === null)
      void window.withProgress(
        { location: { viewId: "benchtop.runs" } },
        () => new Promise<void>((resolve) => (this.#endProgress = resolve)),
      );
    else if (!running && this.#endProgress !== null) {
      this.#endProgress();
      this.#endProgress = null;
    }
  }
}

function statusText(active: readonly RunView[], sweeps: readonly LiveSweep[], keyMetric: string): string {
  const [first] = active;
  if (first === undefined) return "";
  const icon = active.some(({ status }) => status === "running") ? "$(loading~spin)" : "$(debug-pause)";
  const [sweep] = sweeps;
  if (sweep !== undefined)
    return withIcon(icon, `Benchtop: ${sweeps.length === 1 ? trialsText(sweep) : `${String(sweeps.length)} sweeps`}`);
  if (active.length > 1) return `${icon} Benchtop: ${String(active.length)} runs`;
  const figure = keyFigure(first.record, keyMetric);
  return withIcon(icon, [`Benchtop: ${progress(first)}`, figure].filter((part) => part !== null).join(" · "));
}

/** `12 of 20 trials`. */
function trialsText({ counts: { over, all } }: LiveSweep): string {
  return `${String(over)} of ${counted(all, "trial")}`;
}

function withIcon(icon: string, text: string): string {
  return `${icon} ${withoutIcons(text)}`;
}
