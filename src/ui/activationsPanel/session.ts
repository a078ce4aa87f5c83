import type { Event } from "../../base/emitter.ts";
import { Emitter } from "../../base/emitter.ts";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { studyReport } from "../../experiment/activationStudy/report.ts";
import type { StudyReport } from "../../experiment/activationStudy/study.ts";
import type { RememberedStudy, StudyProgress, StudyState } from "../../protocol/activationsPanel.ts";
import {
  type ActivationStudy,
  type ActivationStudyPorts,
  restoreActivationStudy,
  startActivationStudy,
  type StudyRequest,
} from "../../services/activationStudies.ts";

/** The study that the panel shows, whether or not a page is there to see it, and what the page was told of it. */
export class StudySession implements Disposable {
  readonly #ports: () => ActivationStudyPorts;
  readonly #store = new DisposableStore();
  readonly #change: Emitter<void>;
  /** Called often while runs train. */
  readonly onChange: Event<void>;
  #study: ActivationStudy | null = null;
  #title = "";
  #threshold: number | null = null;
  #starting = false;
  /** By run, how many of its epochs the page knows. */
  #told = new Map<string, number>();

  constructor(ports: () => ActivationStudyPorts) {
    this.#ports = ports;
    this.#change = this.#store.add(new Emitter<void>((error) => ports().log.error("the study is not shown", error)));
    this.onChange = this.#change.event;
  }

  get threshold(): number | null {
    return this.#threshold;
  }

  set threshold(threshold: number | null) {
    this.#threshold = threshold !== null && Number.isFinite(threshold) ? threshold : null;
  }

  get title(): string {
    return this.#title;
  }

  async start(request: StudyRequest): Promise<void> {
    if (this.#starting || this.#study?.isActive === true)
      throw new UserError("The last comparison is still running.", "Stop it, or wait for its end.");
    this.#starting = true;
    try {
      this.#take(await startActivationStudy(request, this.#ports()), request.title);
    } finally {
      this.#starting = false;
    }
  }

  /** Brings back what a page remembers, unless there is a study already. */
  async restore({ title, runs }: RememberedStudy): Promise<void> {
    if (this.#study === null && runs.length > 0) this.#take(await restoreActivationStudy(runs, this.#ports()), title);
  }

  async stop(): Promise<void> {
    await this.#study?.stop();
  }

  report(): StudyReport | null {
    return this.#study === null ? null : studyReport(this.#study.runs, this.#threshold);
  }

  /** All of it; progress goes on from here. */
  state(): StudyState | null {
    const study = this.#study;
    if (study === null) return null;
    const { runs } = study;
    this.#told = new Map(runs.map(({ id, epochs }) => [id, epochs.length]));
    return {
      title: this.#title,
      // Live runs go on adding to their lists.
      runs: runs.map(({ id, activation, seed, status, epochs }) => ({
        id,
        activation,
        seed,
        status,
        epochs: [...epochs],
      })),
      report: studyReport(runs, this.#threshold),
      active: study.isActive,
    };
  }

  /** What came since the page was told last. */
  progress(): StudyProgress | null {
    const study = this.#study;
    if (study === null) return null;
    const { runs } = study;
    const news = runs.map(({ id, status, epochs }) => {
      const from = this.#told.get(id) ?? 0;
      this.#told.set(id, epochs.length);
      return { id, status, from, epochs: epochs.slice(from) };
    });
    return { runs: news, report: studyReport(runs, this.#threshold), active: study.isActive };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take(study: ActivationStudy, title: string): void {
    if (this.#study !== null) this.#store.delete(this.#study);
    this.#study = this.#store.add(study);
    this.#title = title;
    study.onChange(() => this.#change.fire());
    this.#change.fire();
  }
}
