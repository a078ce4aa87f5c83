import type { Page } from "playwright-core";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { UserError } from "../../../src/base/errors.ts";
import { studyLimits } from "../../../src/experiment/activationStudy/plan.ts";
import { activationFunctions } from "../../../src/experiment/activationStudy/functions.ts";
import { studyReport } from "../../../src/experiment/activationStudy/report.ts";
import type { StudyRun } from "../../../src/experiment/activationStudy/study.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import { typed, type TypedConnection } from "../../../src/protocol/connection.ts";
import type {
  ActivationsPanelNotifications,
  ActivationsPanelRequests,
  StudySource,
  StudyState,
} from "../../../src/protocol/activationsPanel.ts";
import { epochMetrics } from "./runs.ts";
import { hostConnection } from "./wire.ts";

type HostConnection = TypedConnection<object, ActivationsPanelRequests, ActivationsPanelNotifications, object>;
export type MadeRun = StudyRun & { readonly id: string };

const looks = {
  relu: { speed: 6, gradient: 0.5, layer: { slope: 0.6, dead: 0.12 } },
  sigmoid: { speed: 60, gradient: 0.03, layer: { slope: 0.07, saturated: 0.62 } },
  tanh: { speed: 4, gradient: 0.6, layer: { slope: 0.7, saturated: 0.05 } },
} as const;

/** An epoch of a run that learns as its activation is known to. */
function studyEpoch(activation: keyof typeof looks, epoch: number, seed = 1): EpochMetrics {
  const { speed, gradient, layer } = looks[activation];
  const plain = epochMetrics(epoch);
  const loss = 0.2 + 0.9 * Math.exp(-epoch / (speed + seed / 2));
  const figures = (more: number) => ({ ...plain.metrics.train, loss: loss + more, accuracy: 1.1 - loss * 0.8 - more });
  return {
    ...plain,
    metrics: { train: figures(0), validation: figures(0.08) },
    layers: [
      { name: "hidden1", weightNorm: 7, ...(epoch > 0 && { gradientNorm: gradient / epoch }), ...layer },
      { name: "output", weightNorm: 2, ...(epoch > 0 && { gradientNorm: 1 / epoch }) },
    ],
  };
}

/** Runs of relu, sigmoid and tanh. */
export function studyRuns(epochs: number, seeds = 1, status: StudyRun["status"] = "finished"): readonly MadeRun[] {
  return Array.from({ length: seeds }, (_, at) => at + 1).flatMap((seed) =>
    (["relu", "sigmoid", "tanh"] as const).map((activation) => ({
      id: `20260412-093015-${activation.slice(0, 4)}0${String(seed)}`,
      activation,
      seed,
      initializer: "xavierUniform",
      status,
      stalled: false,
      epochs: Array.from({ length: epochs }, (_unused, epoch) => studyEpoch(activation, epoch, seed)),
    })),
  );
}

/** A host that speaks the Activations panel's protocol over runs in memory. What the panel asks for is written down. */
export class ActivationsHost {
  readonly page = "activations" as const;
  runs: readonly MadeRun[];
  sources: readonly StudySource[] = [
    { path: "/folder/penguins.experiment.json", kind: "experiment", name: "penguins.experiment.json", location: "" },
    { path: "/folder/data/reviews.csv", kind: "dataset", name: "reviews.csv", location: "data" },
  ];
  threshold: number | null = null;
  /** Requests that are refused, with the message. */
  readonly refusals = new Map<string, string>();
  readonly calls: { readonly name: string; readonly params: unknown }[] = [];
  #wire: MessageConnection | null = null;
  #panel: HostConnection | null = null;

  constructor(runs: readonly MadeRun[] = []) {
    this.runs = runs;
  }

  async attach(page: Page): Promise<void> {
    let take: (text: string) => void = () => undefined;
    await page.exposeFunction("benchtopToHost", (text: string) => {
      if (text === "hello") take = this.#connect(page);
      else take(text);
    });
  }

  paramsOf(name: string): unknown {
    return this.calls.findLast((call) => call.name === name)?.params;
  }

  countOf(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** A new epoch of every run, told to the page unless it is lost on the way. */
  addEpoch(options: { readonly lose?: boolean; readonly status?: StudyRun["status"] } = {}): void {
    const from = this.runs[0]?.epochs.length ?? 0;
    const epochs = this.runs.map(({ activation, seed }) => studyEpoch(activation as keyof typeof looks, from, seed));
    this.runs = this.runs.map((run, at) => ({
      ...run,
      status: options.status ?? run.status,
      epochs: [...run.epochs, ...epochs.slice(at, at + 1)],
    }));
    if (options.lose === true) return;
    const { report, active } = this.#state();
    this.#panel?.notify("progress", {
      runs: this.runs.map(({ id, status }, at) => ({ id, status, from, epochs: epochs.slice(at, at + 1) })),
      report,
      active,
    });
  }

  tellSource(source: StudySource): void {
    this.#panel?.notify("source", source);
  }

  dispose(): void {
    this.#wire?.dispose();
  }

  #state(): StudyState {
    return {
      title: "penguins",
      runs: this.runs.map(({ id, activation, seed, status, epochs }) => ({ id, activation, seed, status, epochs })),
      report: studyReport(this.runs, this.threshold),
      active: this.runs.some(({ status }) => status === "running"),
    };
  }

  #connect(page: Page): (text: string) => void {
    this.#wire?.dispose();
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
    this.#answer(panel, "ready", ({ threshold }) => {
      this.threshold = threshold;
      return {
        functions: activationFunctions(),
        limits: studyLimits,
        source: null,
        study: this.runs.length === 0 ? null : this.#state(),
      };
    });
    this.#answer(panel, "sources", () => this.sources);
    this.#answer(panel, "start", ({ seeds }) => {
      this.runs = studyRuns(0, seeds, "running");
      return this.#state();
    });
    this.#answer(panel, "stop", () => {
      this.addEpoch({ status: "stopped" });
      return null;
    });
    this.#answer(panel, "report", ({ threshold }) => studyReport(this.runs, threshold));
    for (const name of ["openRun", "export", "copyText", "saveFile"] as const) this.#answer(panel, name, () => null);
    return take;
  }

  #answer<K extends keyof ActivationsPanelRequests>(
    panel: HostConnection,
    name: K,
    answer: (params: ActivationsPanelRequests[K][0]) => ActivationsPanelRequests[K][1],
  ): void {
    const handle = (params: ActivationsPanelRequests[K][0]): ActivationsPanelRequests[K][1] => {
      this.calls.push({ name, params });
      const refusal = this.refusals.get(name);
      if (refusal !== undefined) throw new UserError(refusal, "");
      return answer(params);
    };
    panel.onRequest(name, handle as never);
  }
}
