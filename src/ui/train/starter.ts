import type { Uri } from "vscode";
import { commands, type Event, EventEmitter, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { experimentText } from "../../experiment/document.ts";
import { type Recipe, recipeDocument } from "../../experiment/recipes.ts";
import { absolutePath, fileStem, folderOf, pathFrom } from "../../platform/vscode/paths.ts";
import type { ExperimentRequest, LiveRun, StartRequest } from "../../services/api.ts";
import { type Baseline, nameBaselines, startBaselines } from "../../services/baselines.ts";
import { differenceText } from "../../services/differenceText.ts";
import { StoppedCounting } from "../../services/stoppedCounting.ts";
import type { StoredRun } from "../../services/ports.ts";
import { ExperimentDiagnostics } from "../experimentFile/diagnostics.ts";
import type { Messages } from "../messages.ts";
import type { Place, Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { RecipeChoice } from "./choices.ts";
import { namedFiles } from "../../services/namedFiles.ts";
import { Declined, type OutsidePaths } from "./outsidePaths.ts";

/** Runs of several recipes; `ended` settles when the last has ended and all are named. */
export interface StartedBaselines {
  readonly baselines: readonly Baseline[];
  readonly ended: Promise<void>;
}

/** The one way from a command to a run: checks, starts, and says what is wrong. */
export class Starter implements Disposable {
  readonly #services: ServicesDoor;
  readonly #places: Places;
  readonly #outside: OutsidePaths;
  readonly #messages: Messages;
  readonly #store = new DisposableStore();
  readonly #diagnostics = this.#store.add(new ExperimentDiagnostics());
  readonly #started = this.#store.add(new EventEmitter<LiveRun>());

  readonly onStarted: Event<LiveRun> = this.#started.event;

  constructor(services: ServicesDoor, places: Places, outside: OutsidePaths, messages: Messages) {
    this.#services = services;
    this.#places = places;
    this.#outside = outside;
    this.#messages = messages;
  }

  /** Trains a labelled file with Benchtop's defaults: exactly `{"dataset": path}`. */
  async trainDataset(path: string): Promise<void> {
    await this.trainChoices(path, (write) => ({ dataset: write(path) }));
  }

  /** Trains choices that name files; `compose` writes them with paths that start from the workspace folder. */
  async trainChoices(dataset: string, compose: (write: (path: string) => string) => object): Promise<void> {
    const place = await this.#places.forRunsOf(dataset);
    const folder = this.#places.workspaceFolderOf(dataset) ?? folderOf(dataset);
    const text = JSON.stringify(compose((path) => pathFrom(folder, path)));
    await this.#start({ text, file: null, folder }, place);
  }

  /** Starts a run of every recipe without opening their panels; undefined when the person does not allow a file. */
  async trainRecipes(dataset: string, recipes: readonly RecipeChoice[]): Promise<StartedBaselines | undefined> {
    const place = await this.#places.forRunsOf(dataset);
    const folder = this.#places.workspaceFolderOf(dataset) ?? folderOf(dataset);
    const write = (path: string): string => pathFrom(folder, path);
    const byId = new Map(recipes.map((choice) => [choice.recipe.id, choice]));
    const request = (recipe: Recipe): StartRequest => {
      const vectors = byId.get(recipe.id)?.vectors;
      const document = recipeDocument(recipe, write(dataset), vectors === undefined ? undefined : write(vectors));
      return { experiment: { text: JSON.stringify(document), file: null, folder }, ...place };
    };
    try {
      await this.#outside.confirm([dataset, ...recipes.flatMap(({ vectors }) => vectors ?? [])]);
    } catch (error) {
      if (error instanceof Declined) return undefined;
      throw error;
    }
    const { training, runs } = this.#services();
    const ports = { training, runs, request, nameOf: (recipe: Recipe) => `${fileStem(dataset)}: ${recipe.title}` };
    const baselines = await startBaselines(
      recipes.map(({ recipe }) => recipe),
      ports,
    );
    void commands.executeCommand("setContext", "benchtop.trained", true);
    return { baselines, ended: nameBaselines(baselines, ports) };
  }

  /**
   * Trains an experiment file as it stands in the editor, saved first; a file that does not save is not trained. Undefined
   * where no run was begun, which the person has been told.
   */
  async trainFile(uri: Uri): Promise<LiveRun | undefined> {
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty && !(await document.save())) return undefined;
    const path = uri.fsPath;
    const place = await this.#places.forRunsOf(path);
    const request = { text: document.getText(), file: path, folder: folderOf(path) };
    const outcome = await this.#start(request, place);
    if (outcome.refused === undefined) this.#diagnostics.clear(uri);
    else this.#diagnostics.show(document, outcome.refused);
    return outcome.live;
  }

  /** Trains what a run trained, anew. */
  async trainAgain(run: StoredRun): Promise<void> {
    const { experimentFile, experiment } = run.record;
    const file = experimentFile === null ? null : absolutePath(run.baseFolder, experimentFile);
    const request = { text: experimentText(experiment), file, folder: run.baseFolder };
    const runsFolder = folderOf(run.folder);
    await this.#start(request, { baseFolder: run.baseFolder, runsFolder });
  }

  /** Whether the files that a run names may be read again; asks where they lie outside the workspace. */
  async mayRead(run: StoredRun): Promise<boolean> {
    const files = namedFiles(experimentText(run.record.experiment));
    try {
      await this.#outside.confirm(files.map((path) => absolutePath(run.baseFolder, path)));
      return true;
    } catch (error) {
      if (error instanceof Declined) return false;
      throw error;
    }
  }

  /** Goes on with a stopped run; what has changed since then is said first. */
  async resume(run: StoredRun): Promise<void> {
    if (!(await this.mayRead(run))) return;
    const differences = await this.#services().differences(run);
    const data = differences.find(({ what }) => what === "data");
    if (data !== undefined)
      throw new UserError(
        `${differenceText(data)} The run cannot go on.`,
        "Put them back as they were, or train the experiment again.",
      );
    if (differences.length > 0) {
      const goOn = "Resume";
      const detail = [
        ...differences.map(differenceText),
        "The run's numbers may differ from those of one that was never stopped.",
      ].join("\n");
      const answer = await window.showWarningMessage("Resume the run all the same?", { modal: true, detail }, goOn);
      if (answer !== goOn) return;
    }
    this.#started.fire(this.#services().training.resume(run));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #start(
    request: ExperimentRequest,
    place: Place,
  ): Promise<{ readonly refused?: unknown; readonly live?: LiveRun }> {
    try {
      await this.#outside.confirm(namedFiles(request.text).map((path) => absolutePath(request.folder, path)));
      const live = await this.#services().training.start({ experiment: request, ...place });
      void commands.executeCommand("setContext", "benchtop.trained", true);
      this.#started.fire(live);
      return { live };
    } catch (error) {
      if (error instanceof Declined || error instanceof StoppedCounting) return {};
      this.#messages.error("train", error, request.folder);
      return { refused: error };
    }
  }
}
