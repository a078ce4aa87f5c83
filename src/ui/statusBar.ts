import { commands, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import type { Settings } from "../platform/vscode/settings.ts";
import { withoutIcons } from "./format.ts";
import { progress } from "./runs/describe.ts";
import { keyFigure } from "./runs/keyMetric.ts";
import type { RunStore } from "./runs/store.ts";
import type { RunView } from "./runs/view.ts";

/** One item while this window trains; it opens the run's panel, or with several the Runs view. */
export class TrainingStatus implements Disposable {
  readonly #runs: RunStore;
  readonly #settings: Settings;
  readonly #store = new DisposableStore();
  #item: StatusBarItem | null = null;
  #endProgress: (() => void) | null = null;

  constructor(runs: RunStore, settings: Settings) {
    this.#runs = runs;
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
    this.#item.text = statusText(active, this.#settings.keyMetric);
    this.#item.tooltip = active.map((view) => `${view.title}: ${progress(view)}`).join("\n");
    this.#item.accessibilityInformation = { label: `Benchtop trains ${this.#item.tooltip}` };
    this.#item.command =
      active.length === 1
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

function statusText(active: readonly RunView[], keyMetric: string): string {
  const [first] = active;
  if (first === undefined) return "";
  const icon = active.some(({ status }) => status === "running") ? "$(loading~spin)" : "$(debug-pause)";
  if (active.length > 1) return `${icon} Benchtop: ${String(active.length)} runs`;
  const figure = keyFigure(first.record, keyMetric);
  return withIcon(icon, [`Benchtop: ${progress(first)}`, figure].filter((part) => part !== null).join(" · "));
}

function withIcon(icon: string, text: string): string {
  return `${icon} ${withoutIcons(text)}`;
}
