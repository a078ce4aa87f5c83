import type { Page } from "playwright-core";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { UserError } from "../../../src/base/errors.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import type { RunStatus } from "../../../src/experiment/status.ts";
import { type Buckets, BucketSeries } from "../../../src/base/decimate.ts";
import { typed, type TypedConnection } from "../../../src/protocol/connection.ts";
import { FrameConsumer } from "../../../src/protocol/frameFlow.ts";
import { type MetricFrame, packFrame, stepColumns } from "../../../src/protocol/frames.ts";
import type {
  RunChanges,
  RunPanelHostNotifications,
  RunPanelNotifications,
  RunPanelRequests,
  RunSnapshot,
  RunTicker,
} from "../../../src/protocol/runPanel.ts";
import type { ClassCurves } from "../../../src/experiment/errors/classCurves.ts";
import type { ToldCrossCheck } from "../../../src/protocol/crossChecks.ts";
import type { ErrorAnalysis } from "../../../src/protocol/predictions.ts";
import type { ToldVerification } from "../../../src/protocol/verification.ts";
import type { ExampleRow } from "../../../src/protocol/trainer.ts";
import { explain } from "./errors.ts";
import { bestOf } from "./runs.ts";
import { hostConnection } from "./wire.ts";

type HostConnection = TypedConnection<object, RunPanelRequests, RunPanelNotifications, RunPanelHostNotifications>;

const noErrors: ErrorAnalysis = {
  split: "validation",
  outputs: "probabilities",
  confidence: { examples: 0, wrong: 0, nonFinite: 0, bins: [], reliability: { bins: [], error: 0 } },
  thresholds: null,
};

interface Call {
  readonly name: string;
  readonly params: unknown;
}

/**
 * A host that keeps one run in memory and speaks the panel's protocol: snapshots, frames one at a time and only after
 * the last was painted, pages of examples. What the panel asks for is written down.
 */
export class PanelHost {
  snapshot: RunSnapshot;
  examples: ExampleRow[] = [];
  examplesWarning: string | null = null;
  errors: ErrorAnalysis = noErrors;
  changes: RunChanges | null = null;
  crossChecks: readonly ToldCrossCheck[] = [];
  verification: ToldVerification | null = null;
  curves: (classId: number | null) => ClassCurves | null = () => null;
  /** Requests that are refused, with the message. */
  readonly refusals = new Map<string, string>();
  readonly calls: Call[] = [];
  readonly painted: { readonly generation: number; readonly seq: number }[] = [];
  /** Frames sent and not yet acknowledged, at its highest. */
  mostUnderWay = 0;
  readonly #steps = new FrameConsumer();
  #underWay = 0;
  #seq = 0;
  #waiting: MetricFrame[] = [];
  #wire: MessageConnection | null = null;
  #panel: HostConnection | null = null;

  constructor(snapshot: RunSnapshot) {
    this.snapshot = snapshot;
  }

  /** Starts to answer the page; called again after a reload it starts over. */
  async attach(page: Page): Promise<void> {
    let take: (text: string) => void = () => undefined;
    await page.exposeFunction("benchtopToHost", (text: string) => {
      if (text === "hello") take = this.#connect(page);
      else take(text);
    });
  }

  countOf(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  paramsOf(name: string): unknown {
    return this.calls.findLast((call) => call.name === name)?.params;
  }

  /** New steps, as one frame; it waits until the frame before is painted. `lose` keeps it from being sent. */
  addSteps(losses: readonly number[], options: { readonly lose?: boolean } = {}): void {
    const series = new BucketSeries(stepColumns.length, Math.max(2, losses.length), this.#nextStep);
    for (const loss of losses) series.append([loss, 0.01, 0.5]);
    this.addFrame(series.export(), options);
  }

  addFrame(buckets: Buckets, options: { readonly lose?: boolean } = {}): void {
    const frame = packFrame(this.snapshot.generation, ++this.#seq, buckets);
    this.#steps.accept(frame);
    this.#nextStep = buckets.last + 1;
    this.snapshot = { ...this.snapshot, seq: this.#seq };
    if (options.lose === true || this.#panel === null) return;
    this.#waiting.push(frame);
    this.#sendNext();
  }

  #nextStep = 1;

  /** A new epoch: kept for later snapshots and told to the panel. */
  addEpoch(epoch: EpochMetrics, options: { readonly lose?: boolean } = {}): void {
    const epochs = [...this.snapshot.epochs, epoch];
    const bestEpoch = bestOf(epochs)?.epoch ?? 0;
    this.snapshot = { ...this.snapshot, epochs, bestEpoch };
    if (options.lose !== true) this.#panel?.notify("epoch", { epoch, bestEpoch });
  }

  tick(change: Partial<RunTicker>): void {
    this.snapshot = { ...this.snapshot, ticker: { ...this.snapshot.ticker, ...change } };
    this.#panel?.notify("ticker", this.snapshot.ticker);
  }

  /** A person asks for a tab from outside the panel. */
  showTab(tab: "try"): void {
    this.#panel?.notify("showTab", { tab });
  }

  /** Another program has trained the same. */
  crossCheck(checks: readonly ToldCrossCheck[]): void {
    this.crossChecks = checks;
    this.#panel?.notify("crossChecked", null);
  }

  /** The run was trained again beside it. */
  verify(verification: ToldVerification): void {
    this.verification = verification;
    this.#panel?.notify("verified", null);
  }

  /** Replaces the run's state and sends it whole, as a host does when a run ends. */
  publish(snapshot: RunSnapshot): void {
    this.snapshot = { ...snapshot, generation: this.snapshot.generation, seq: this.snapshot.seq };
    this.#panel?.notify("snapshot", this.snapshot);
  }

  /** The producer starts over: a resumed run. */
  nextGeneration(): void {
    const generation = this.snapshot.generation + 1;
    this.#seq = 0;
    this.#steps.restore(this.#steps.snapshot(4096), generation, 0);
    this.snapshot = { ...this.snapshot, generation, seq: 0 };
  }

  dispose(): void {
    this.#wire?.dispose();
    this.#wire = null;
    this.#panel = null;
  }

  #connect(page: Page): (text: string) => void {
    this.dispose();
    this.#underWay = 0;
    this.#waiting = [];
    const { connection, take } = hostConnection((text) =>
      page
        .evaluate((message) => {
          (window as unknown as { benchtopFromHost: (text: string) => void }).benchtopFromHost(message);
        }, text)
        .catch(() => undefined),
    );
    this.#wire = connection;
    const panel: HostConnection = typed(connection);
    this.#panel = panel;
    panel.onNotification("painted", (painted) => {
      this.painted.push(painted);
      this.#underWay--;
      this.#sendNext();
    });
    this.#answer(panel, "ready", () => this.snapshot);
    this.#answer(panel, "steps", ({ points }) => this.#steps.snapshot(points));
    this.#answer(panel, "pause", () => this.#status("paused"));
    this.#answer(panel, "resume", () => this.#status("running"));
    this.#answer(panel, "stop", () => this.#status("stopped"));
    for (const name of ["rename", "revealFolder", "saveExperiment", "exportRun", "trainAgain", "crossCheck"] as const)
      this.#answer(panel, name, () => null);
    this.#answer(panel, "openExample", () => null);
    this.#answer(panel, "changes", () => this.changes);
    this.#answer(panel, "crossChecks", () => this.crossChecks);
    this.#answer(panel, "verification", () => this.verification);
    this.#answer(panel, "diffWith", () => null);
    this.#answer(panel, "copyText", () => null);
    this.#answer(panel, "saveFile", () => null);
    this.#answer(panel, "errors", () => this.errors);
    this.#answer(panel, "explain", ({ input, classId }) => explain(input, classId));
    this.#answer(panel, "explainExample", ({ example, classId }) => {
      const input = { text: this.examples[example]?.excerpt ?? "", columns: {} };
      return { input, explanation: explain(input, classId), warning: null };
    });
    this.#answer(panel, "classCurves", ({ classId }) => this.curves(classId));
    this.#answer(panel, "examples", ({ trueClass, predictedClass, answers, offset, limit }) => {
      const found = this.examples.filter(
        (row) =>
          (answers === undefined || (answers === "right") === (row.trueClass === row.predictedClass)) &&
          (trueClass === null || row.trueClass === trueClass) &&
          (predictedClass === null || row.predictedClass === predictedClass),
      );
      return {
        total: found.length,
        examples: found.slice(offset, offset + limit),
        warning: this.examplesWarning,
      };
    });
    return take;
  }

  #answer<K extends keyof RunPanelRequests>(
    panel: HostConnection,
    name: K,
    answer: (params: RunPanelRequests[K][0]) => RunPanelRequests[K][1],
  ): void {
    const handle = (params: RunPanelRequests[K][0]): RunPanelRequests[K][1] => {
      this.calls.push({ name, params });
      const refusal = this.refusals.get(name);
      if (refusal !== undefined) throw new UserError(refusal, "");
      return answer(params);
    };
    panel.onRequest(name, handle as never);
  }

  #status(status: RunStatus): null {
    this.tick({ status });
    return null;
  }

  #sendNext(): void {
    if (this.#underWay > 0) return;
    const frame = this.#waiting.shift();
    if (frame === undefined) return;
    this.#underWay++;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
    this.#panel?.notify("frame", frame);
  }
}
