import { dataTitle, runTitle } from "../experiment/describe.ts";
import type { StudyOutcome, StudyTrial } from "../experiment/studies/outcome.ts";
import { type Study, studyDocument } from "../experiment/studies/studies.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { LiveSweep, Runs, StartRequest, Studies, StudyRequest, Sweeps, Training } from "./api.ts";

export interface StudyPorts {
  readonly training: Pick<Training, "resolve">;
  readonly sweeps: Pick<Sweeps, "start">;
  readonly runs: Pick<Runs, "snapshot">;
  /** Writes small files into a folder, which it makes; those of these names that are there are replaced. */
  readonly writeFiles: (
    folder: string,
    files: readonly { readonly name: string; readonly text: string }[],
  ) => Promise<void>;
}

/** Ready-made sweeps with a report. */
export class StudyService implements Studies {
  readonly #ports: StudyPorts;
  /** What began as a study, by the sweep that it is. */
  readonly #bases = new WeakMap<
    LiveSweep,
    { readonly study: Study; readonly seeds: number; readonly base: ResolvedExperiment }
  >();

  constructor(ports: StudyPorts) {
    this.#ports = ports;
  }

  async start({ study, seeds, ...request }: StudyRequest): Promise<LiveSweep> {
    const base = await this.#ports.training.resolve(request.experiment);
    const text = JSON.stringify(studyDocument(study, base, seeds), null, 2);
    const { file, folder } = request.experiment;
    const start: StartRequest = { ...request, experiment: { text, file, folder } };
    const sweep = await this.#ports.sweeps.start(start);
    this.#bases.set(sweep, { study, seeds, base });
    return sweep;
  }

  async report(sweeps: readonly LiveSweep[], folder: string): Promise<void> {
    const outcomes: StudyOutcome[] = [];
    for (const sweep of sweeps) {
      const known = this.#bases.get(sweep);
      if (known !== undefined) outcomes.push({ ...known, title: titleOf(known), trials: await this.#trials(sweep) });
    }
    // A study is over but now and then: its report is loaded then.
    const { studyReport } = await import("./studyReport.ts");
    await this.#ports.writeFiles(folder, studyReport(outcomes));
  }

  async #trials({ trials }: LiveSweep): Promise<readonly StudyTrial[]> {
    const inOrder = [...trials].sort((a, b) => a.trial - b.trial);
    return Promise.all(
      inOrder.map(async ({ settings, runs, message }) => {
        const snapshots = await Promise.all(runs.map((id) => this.#ports.runs.snapshot(id)));
        return { settings: settings ?? [], runs: snapshots.filter((snapshot) => snapshot !== undefined), message };
      }),
    );
  }
}

/** What is varied is no part of it. */
function titleOf({ study, base }: { readonly study: Study; readonly base: ResolvedExperiment }): string {
  return study.id === "models" ? dataTitle(base) : runTitle({ experiment: base, experimentFile: null });
}
