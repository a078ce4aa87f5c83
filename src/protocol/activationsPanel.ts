import type { ActivationFunctions } from "../experiment/activationStudy/functions.ts";
import type { StudyChoices } from "../experiment/activationStudy/plan.ts";
import type { StudyReport } from "../experiment/activationStudy/study.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RunStatus } from "../experiment/status.ts";

/** Host ⇄ Activations panel. A webview that reports another version is rebuilt. */
export const activationsPanelProtocolVersion = 1;

/** What a study may be of: an experiment file, or a dataset with Benchtop's default network. */
export interface StudySource {
  /** Absolute. */
  readonly path: string;
  readonly kind: "experiment" | "dataset";
  readonly name: string;
  /** Its folder as people see it. */
  readonly location: string;
}

/** What the person asks for. */
export interface StudyStart extends StudyChoices {
  readonly source: Pick<StudySource, "path" | "kind">;
  /** A train loss to reach; null: half of the first. */
  readonly threshold: number | null;
}

type StudyActivation = StudyChoices["activations"][number];

export interface StudyRunState {
  readonly id: string;
  readonly activation: StudyActivation;
  readonly seed: number;
  readonly status: RunStatus;
  readonly epochs: readonly EpochMetrics[];
}

/** A study as it stands; progress follows it. */
export interface StudyState {
  /** What it is of. */
  readonly title: string;
  readonly runs: readonly StudyRunState[];
  readonly report: StudyReport;
  readonly active: boolean;
}

export interface ActivationsSnapshot {
  readonly functions: ActivationFunctions;
  /** What a study may be at most. */
  readonly limits: { readonly runs: number; readonly epochs: number };
  /** What the person asked for outside the panel; null: nothing since it was told last. */
  readonly source: StudySource | null;
  readonly study: StudyState | null;
}

/** What a page remembers of its study. */
export interface RememberedStudy {
  readonly title: string;
  readonly runs: readonly string[];
}

/** What came since the page was told last. */
export interface StudyProgress {
  readonly runs: readonly {
    readonly id: string;
    readonly status: RunStatus;
    /** How many epochs came before these. */
    readonly from: number;
    readonly epochs: readonly EpochMetrics[];
  }[];
  readonly report: StudyReport;
  readonly active: boolean;
}

/** Requests the panel makes of the host: name → [params, result]. */
export interface ActivationsPanelRequests {
  ready: [
    { readonly version: number; readonly study: RememberedStudy | null; readonly threshold: number | null },
    ActivationsSnapshot,
  ];
  /** Looks for experiment files and datasets: this may take seconds. */
  sources: [null, readonly StudySource[]];
  /** Null when the person does not allow a file to be read. */
  start: [StudyStart, StudyState | null];
  stop: [null, null];
  /** The report of the study at hand with another threshold. */
  report: [{ readonly threshold: number | null }, StudyReport | null];
  openRun: [{ readonly id: string }, null];
  export: [{ readonly format: "csv" | "markdown"; readonly to: "clipboard" | "file" }, null];
  copyText: [{ readonly text: string }, null];
  saveFile: [{ readonly name: string; readonly base64: string }, null];
}

/** Notifications the host sends to a visible panel. */
export interface ActivationsPanelNotifications {
  /** At most ten times a second. */
  progress: StudyProgress;
  /** The person asked, outside the panel, to compare activations of this. */
  source: StudySource;
}
