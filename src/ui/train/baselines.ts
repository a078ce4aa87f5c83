import { type QuickPick, type QuickPickItem, window } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { isActive } from "../../experiment/status.ts";
import { fileName, fileStem, folderOf } from "../../platform/vscode/paths.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { type Baseline, type RankedBaseline, rankBaselines } from "../../services/baselines.ts";
import type { Clock } from "../../services/ports.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { withoutIcons } from "../format.ts";
import { keyFigure } from "../runs/keyMetric.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import { baselineDescription, baselineIcon, reasonOf } from "./baselineWords.ts";
import { recipeChoices } from "./choices.ts";
import { pickDataset } from "./datasetPick.ts";
import { Declined, type OutsidePaths } from "./outsidePaths.ts";
import type { Starter } from "./starter.ts";
import { findVectors } from "./vectorFiles.ts";

export interface BaselineParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly starter: Starter;
  readonly outside: OutsidePaths;
  readonly runs: RunStore;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Opens a run's panel. */
  readonly open: (run: string) => void;
}

type Item = QuickPickItem & { readonly baseline: Baseline };

/** The list moves at most so often while runs train. */
const calmMilliseconds = 400;
const showRanking = "Show Ranking";

/** `Benchtop: Train Baselines…`: every recipe that suits a dataset, in a ranking that fills while they train. */
export class BaselineTrainer implements Disposable {
  readonly #parts: BaselineParts;
  readonly #store = new DisposableStore();

  constructor(parts: BaselineParts) {
    this.#parts = parts;
  }

  /** @param dataset asked for when absent. */
  async run(dataset?: string): Promise<void> {
    const { finder, outside, starter, runs } = this.#parts;
    const path = dataset ?? (await pickDataset({ title: "Benchtop: Train Baselines", steps: 1, finder, outside }));
    if (path === null) return;
    const started = await this.#start(path, starter);
    if (started === undefined) return;
    runs.follow();
    const { baselines, ended } = started;
    const list = this.#show(path, baselines);
    void ended.finally(() => {
      if (!list.isDisposed || this.#store.isDisposed) return;
      this.#tellEnd(path, baselines);
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #start(path: string, starter: Starter): Promise<Awaited<ReturnType<Starter["trainRecipes"]>>> {
    try {
      await this.#parts.outside.confirm([path]);
      const text = JSON.stringify({ dataset: path });
      const request = { text, file: null, folder: folderOf(path) };
      const { layout } = (await this.#parts.services().training.resolve(request)).dataset;
      const vectors = layout.text === undefined ? [] : await findVectors(path);
      return await starter.trainRecipes(path, recipeChoices(layout, vectors));
    } catch (error) {
      if (error instanceof Declined) return undefined;
      throw error;
    }
  }

  /** The ranking, kept up to date while it is open; what is picked opens. */
  #show(path: string, baselines: readonly Baseline[]): DisposableStore {
    const store = this.#store.add(new DisposableStore());
    const pick = store.add(window.createQuickPick<Item>());
    pick.title = `Baselines of ${fileName(path)}`;
    pick.ignoreFocusOut = true;
    pick.matchOnDescription = true;
    let planned = false;
    const update = (): void => {
      planned = false;
      if (!store.isDisposed) this.#fill(pick, baselines);
    };
    const plan = (): void => {
      if (planned || store.isDisposed) return;
      planned = true;
      const timer = store.add(
        this.#parts.clock.after(calmMilliseconds, () => {
          store.delete(timer);
          update();
        }),
      );
    };
    for (const { run } of baselines) {
      if (run === null) continue;
      store.add(run.onTicker(plan));
      store.add(run.onRecord(plan));
      void run.ended.then(plan);
    }
    store.add(
      pick.onDidAccept(() => {
        const run = pick.selectedItems[0]?.baseline.run;
        if (run !== undefined && run !== null) {
          this.#parts.open(run.id);
          pick.hide();
        }
      }),
    );
    store.add(pick.onDidHide(() => this.#store.delete(store)));
    update();
    pick.show();
    return store;
  }

  #fill(pick: QuickPick<Item>, baselines: readonly Baseline[]): void {
    const { keyMetric } = this.#parts.settings;
    const ranked = rankBaselines(baselines, keyMetric);
    const active = ranked.filter(({ record }) => record !== null && isActive(record.status)).length;
    pick.busy = active > 0;
    const done = ranked.length - active;
    pick.placeholder =
      active > 0
        ? `${String(done)} of ${String(ranked.length)} trained; the others go on when this list is closed`
        : `All trained, best first; pick one to open its run`;
    const chosen = pick.activeItems[0]?.baseline;
    const items = ranked.map((baseline, at) => this.#item(baseline, at, keyMetric));
    pick.items = items;
    const again = items.find(({ baseline }) => baseline.recipe === chosen?.recipe);
    if (again !== undefined) pick.activeItems = [again];
  }

  #item(baseline: RankedBaseline, at: number, keyMetric: string): Item {
    const { recipe, run, refused } = baseline;
    const status = run?.ticker.status ?? baseline.record?.status;
    return {
      label: `${baselineIcon(status)} ${String(at + 1)}. ${withoutIcons(recipe.title)}`,
      description: withoutIcons(baselineDescription(baseline, keyMetric)),
      detail: withoutIcons(run === null ? reasonOf(refused) : recipe.sentence),
      baseline,
    };
  }

  #tellEnd(path: string, baselines: readonly Baseline[]): void {
    const { keyMetric } = this.#parts.settings;
    const [best] = rankBaselines(baselines, keyMetric);
    const reached = best?.record == null ? null : keyFigure(best.record, keyMetric);
    const text =
      best === undefined || reached === null
        ? `The baselines of ${fileStem(path)} have ended without a result.`
        : `Baselines of ${fileStem(path)}: the best is “${best.recipe.title}”, ${reached}.`;
    void window.showInformationMessage(text, showRanking).then((answer) => {
      if (answer === showRanking && !this.#store.isDisposed) this.#show(path, baselines);
    });
  }
}
