import type { ExampleInput } from "../data/inputTable.ts";
import type { SplitName } from "../data/table.ts";
import type { ClassMetrics, EpochMetrics } from "../experiment/metrics.ts";
import type { MetricEntry } from "../experiment/metricTable.ts";
import type { RunAnnotations, RunRecord } from "../experiment/record.ts";
import type { RunStatus } from "../experiment/status.ts";
import type { MetricFrame } from "./frames.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type { ConfidencePart } from "../experiment/errors/confidence.ts";
import type { ToldCrossCheck } from "./crossChecks.ts";
import type { ErrorAnalysis, ExplainedExample, Explanation } from "./predictions.ts";
import type { ExamplesPage, RunPhase } from "./trainer.ts";
import type { ToldVerification } from "./verification.ts";

/** Host ⇄ Run panel. A webview that reports another version is rebuilt. */
export const runPanelProtocolVersion = 1;

/** Live figures that change many times a second. */
export interface RunTicker {
  readonly status: RunStatus;
  readonly stalled: boolean;
  readonly phase: RunPhase | null;
  /** Progress within a phase, 0…1, where known. */
  readonly fraction: number | null;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly remainingSeconds: number | null;
  readonly examplesPerSecond: number | null;
}

/** Everything the panel draws, decimated; frames follow it. */
export interface RunSnapshot {
  readonly record: RunRecord;
  readonly annotations: RunAnnotations;
  /** Name to show: the person's, else the experiment file's, else dataset and model. */
  readonly title: string;
  readonly ticker: RunTicker;
  readonly epochs: readonly EpochMetrics[];
  readonly bestEpoch: number | null;
  readonly generation: number;
  readonly seq: number;
  /** Per-class figures by split, computed by the host from the confusion counts. */
  readonly classMetrics: Readonly<Partial<Record<SplitName, readonly ClassMetrics[]>>>;
  /** What each metric in the record is, in the order to show them. */
  readonly metricTable: readonly MetricEntry[];
  /** Labelled lines of the settings table: option, value, one plain sentence. */
  readonly settings: readonly SettingRow[];
  /** False when the trusted host cannot control the run (another window or the command line owns it). */
  readonly controllable: boolean;
  /** Whether it has stopped and can go on from there. */
  readonly resumable: boolean;
}
export interface SettingRow {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

/** What is not the same in a run and the one before it. */
export interface RunChanges {
  readonly previous: { readonly id: string; readonly title: string; readonly created: string };
  /** Options of the experiment file by dotted path; null where an experiment has no such option. */
  readonly settings: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly metrics: readonly MetricChange[];
  readonly dataChanged: boolean;
  readonly kernelsChanged: boolean;
}
export interface MetricChange {
  readonly split: SplitName;
  readonly title: string;
  readonly share: boolean;
  readonly before: number;
  readonly after: number;
  /** null where both are the same. */
  readonly better: boolean | null;
}

/** Requests the panel makes of the host: name → [params, result]. */
export interface RunPanelRequests {
  ready: [{ readonly version: number }, RunSnapshot];
  /** The decimated step series as one frame, at most two values a pixel. Its own message: it carries a buffer. */
  steps: [{ readonly points: number }, MetricFrame | null];
  pause: [null, null];
  resume: [null, null];
  stop: [null, null];
  rename: [null, null];
  revealFolder: [null, null];
  saveExperiment: [null, null];
  exportRun: [null, null];
  trainAgain: [null, null];
  /** Asks which program, and has it train the same; answered when that is over. */
  crossCheck: [null, null];
  /** The last check with each program. */
  crossChecks: [null, readonly ToldCrossCheck[]];
  /** What the last verification came to. */
  verification: [null, ToldVerification | null];
  examples: [
    {
      readonly split: SplitName;
      readonly trueClass: number | null;
      readonly predictedClass: number | null;
      readonly answers?: "right" | "wrong";
      readonly part?: ConfidencePart;
      readonly order?: "confidence";
      readonly offset: number;
      readonly limit: number;
    },
    ExamplesPage,
  ];
  errors: [{ readonly split: SplitName }, ErrorAnalysis];
  /** classId null = the mean of all classes; null where nothing can be ranked. */
  classCurves: [{ readonly split: SplitName; readonly classId: number | null }, ClassCurves | null];
  /** Classifies an example and tells what drove the answer; classId null = the predicted class. */
  explain: [{ readonly input: ExampleInput; readonly classId: number | null }, Explanation];
  explainExample: [
    { readonly split: SplitName; readonly example: number; readonly classId: number | null },
    ExplainedExample,
  ];
  /** null for the first run of its experiment and on its data. */
  changes: [null, RunChanges | null];
  /** Opens the settings and metrics of another run and this one in the diff editor. */
  diffWith: [{ readonly id: string }, null];
  openExample: [{ readonly file: string; readonly line: number }, null];
  copyText: [{ readonly text: string }, null];
  saveFile: [{ readonly name: string; readonly base64: string }, null];
}

/** Notifications the host sends to a visible panel, at most ten a second of frame and ticker. */
export interface RunPanelNotifications {
  /** A person asked for a tab from outside the panel. */
  showTab: { readonly tab: "try" };
  snapshot: RunSnapshot;
  /** The run was cross-checked: `crossChecks` has another answer now. */
  crossChecked: null;
  /** The run was verified: `verification` has another answer now. */
  verified: null;
  ticker: RunTicker;
  epoch: { readonly epoch: EpochMetrics; readonly bestEpoch: number };
  frame: MetricFrame;
}

/** Notifications the panel sends. */
export interface RunPanelHostNotifications {
  /** The last frame is on the screen; the next may come. */
  painted: { readonly generation: number; readonly seq: number };
}
