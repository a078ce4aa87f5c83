import type { Uri } from "vscode";
import { commands, type Event, EventEmitter, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { Override } from "../../experiment/overrides.ts";
import { checkExperiment } from "../../experiment/parse.ts";
import { sweptFolds } from "../../experiment/specSweep.ts";
import { absolutePath, folderOf, pathFrom } from "../../platform/vscode/paths.ts";
import type { ExperimentRequest, LiveSweep } from "../../services/api.ts";
import { ExperimentDiagnostics } from "../experimentFile/diagnostics.ts";
import type { Messages } from "../messages.ts";
import type { Place, Places } from "../places.ts";
import { StoppedCounting } from "../../services/stoppedCounting.ts";
import type { ServicesDoor } from "../services.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";
import { sweptFiles } from "./sweptFiles.ts";

export interface SweepStarterParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
}

/** The one way from a command to a sweep: checks, asks what must be asked, starts, and says what is wrong. */
export class SweepStarter implements Disposable {
  readonly #parts: SweepStarterParts;
  readonly #store = new DisposableStore();
  readonly #diagnostics = this.#store.add(new ExperimentDiagnostics());
  readonly #started = this.#store.add(new EventEmitter<LiveSweep>());

  readonly onStarted: Event<LiveSweep> = this.#started.event;

  constructor(parts: SweepStarterParts) {
    this.#parts = parts;
  }

  /** An experiment file as it stands in the editor, saved first; undefined for one that does not save. */
  async requestOfFile(uri: Uri): Promise<ExperimentRequest | undefined> {
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty && !(await document.save())) return undefined;
    return { text: document.getText(), file: uri.fsPath, folder: folderOf(uri.fsPath) };
  }

  /** A labelled file with all defaults. */
  requestOfDataset(path: string): ExperimentRequest {
    const folder = this.#parts.places.workspaceFolderOf(path) ?? folderOf(path);
    return { text: JSON.stringify({ dataset: pathFrom(folder, path) }), file: null, folder };
  }

  /** Whether an experiment says by itself what to vary or how to fold; a text that is no experiment counts as one, for it is refused in words. */
  hasSweep({ text, overrides = [] }: ExperimentRequest): boolean {
    const { spec } = checkExperiment(text, { overrides });
    return spec === null || spec.sweep !== undefined || sweptFolds(spec) !== null;
  }

  /** Starts the sweep of an experiment. */
  async start(request: ExperimentRequest, overrides: readonly Override[] = []): Promise<void> {
    const { services, places } = this.#parts;
    const all = { ...request, overrides: [...(request.overrides ?? []), ...overrides] };
    await this.#begin(all, async () => {
      const place = await places.forRunsOf(request.file ?? absolutePath(request.folder, sweptFiles(all)[0] ?? "."));
      return services().sweeps.start({ experiment: all, ...place });
    });
  }

  /** Goes on with a sweep of an earlier session. */
  async resume(id: string, place: Place): Promise<void> {
    const { sweeps } = this.#parts.services();
    if (sweeps.active.some((sweep) => sweep.id === id)) throw new UserError("This sweep is under way.", "");
    const { experiment } = await sweeps.read({ id, ...place });
    await this.#begin(experiment, () => sweeps.resume({ id, ...place }));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #begin(request: ExperimentRequest, begin: () => Promise<LiveSweep>): Promise<void> {
    const { outside, messages } = this.#parts;
    try {
      await outside.confirm(sweptFiles(request).map((path) => absolutePath(request.folder, path)));
      const live = await begin();
      live.ended.catch((error: unknown) => messages.error("go on with the sweep", error));
      void commands.executeCommand("setContext", "benchtop.trained", true);
      this.#started.fire(live);
      this.#mark(request.file, null);
    } catch (error) {
      if (error instanceof Declined || error instanceof StoppedCounting) return;
      messages.error("sweep", error, request.folder);
      this.#mark(request.file, error);
    }
  }

  /** Marks in an open experiment file why its sweep was refused. */
  #mark(file: string | null, error: unknown): void {
    const document = workspace.textDocuments.find(({ uri }) => uri.scheme === "file" && uri.fsPath === file);
    if (document === undefined) return;
    if (error === null) this.#diagnostics.clear(document.uri);
    else this.#diagnostics.show(document, error);
  }
}
