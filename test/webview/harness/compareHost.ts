import type { Page } from "playwright-core";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { UserError } from "../../../src/base/errors.ts";
import { finish } from "../../../src/base/work.ts";
import { type Curve, epochCurve, metricOf, packCurve } from "../../../src/protocol/curves.ts";
import { leastExamples, permutationImportance } from "../../../src/experiment/importance/importance.ts";
import { metricTable } from "../../../src/experiment/metricTable.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import { typed, type TypedConnection } from "../../../src/protocol/connection.ts";
import type {
  CompareLayout,
  ComparePanelNotifications,
  ComparePanelRequests,
  ComparisonProgress,
  SweepProgress,
  SweepState,
} from "../../../src/protocol/comparePanel.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { forestOf } from "../../../src/services/sweepView.ts";
import { runTable } from "../../../src/services/runTable.ts";
import { epochMetrics, snapshotOf } from "./runs.ts";
import { hostConnection } from "./wire.ts";

type HostConnection = TypedConnection<object, ComparePanelRequests, ComparePanelNotifications, object>;

/** How a made-up run differs from the others. */
export interface RunChange {
  readonly name?: string;
  readonly status?: "running" | "finished" | "failed";
  readonly learningRate?: number;
  readonly units?: number;
  readonly seed?: number;
  readonly accuracy?: number;
  readonly star?: boolean;
  readonly epochs?: number;
  /** Of the whole run. */
  readonly seconds?: number;
  /** What its last verification came to. */
  readonly reproduced?: boolean;
}

/** A stored run as a host has it, with these differences. */
export function storedRun(index: number, change: RunChange): StoredRun {
  const { record } = snapshotOf({ status: change.status ?? "finished", epochs: change.epochs ?? 41 });
  const { experiment, metrics } = record;
  const { units = 20, learningRate = 0.01, seed = 1, accuracy = 0.8 } = change;
  const shifted = Object.fromEntries(
    Object.entries(metrics).map(([split, figures]) => [
      split,
      { ...figures, accuracy: accuracy - (split === "test" ? 0.01 : 0), loss: 1.2 - accuracy },
    ]),
  );
  const day = String(1 + (index % 28)).padStart(2, "0");
  return {
    folder: `/folder/.benchtop/runs/${String(index)}`,
    baseFolder: "/folder",
    annotations: {
      schemaVersion: 1,
      ...(change.name !== undefined && { name: change.name }),
      ...(change.star === true && { star: true }),
    },
    owner: "none",
    record: {
      ...record,
      id: `202604${day}-093015-${index.toString(36).padStart(6, "0")}`,
      created: `2026-04-${day}T09:30:15.000Z`,
      started: `2026-04-${day}T09:30:15.000Z`,
      seed,
      metrics: shifted,
      seconds: { ...record.seconds, total: change.seconds ?? 4 + (index % 17) },
      // Of listed runs alone.
      ...(change.reproduced !== undefined && { reproduced: change.reproduced }),
      experiment: {
        ...experiment,
        model: {
          kind: "network",
          initializer: { kind: "xavierUniform" },
          hidden: [{ units, activation: "relu" }],
        } as never,
        training: { ...experiment.training, optimizer: { kind: "sgd", learningRate } as never, seed },
      },
    },
  };
}

/** A host with runs in memory that speaks the Compare panel's protocol. What the panel asks for is written down. */
export class CompareHost {
  readonly page = "compare" as const;
  runs: readonly StoredRun[];
  layout: CompareLayout = { columns: null, widths: {}, onlyChanged: true };
  chosen: readonly string[] = [];
  openSweep: string | null = null;
  sweeps: readonly SweepState[] = [];
  /** Requests that are refused, with the message. */
  readonly refusals = new Map<string, string>();
  readonly calls: { readonly name: string; readonly params: unknown }[] = [];
  /** Answers beyond those below, by name. */
  readonly answers: Partial<{
    [K in keyof ComparePanelRequests]: (
      params: ComparePanelRequests[K][0],
    ) => ComparePanelRequests[K][1] | Promise<ComparePanelRequests[K][1]>;
  }> = {};
  epochsOf: (run: StoredRun) => readonly EpochMetrics[] = ({ record }) =>
    Array.from({ length: record.progress.epoch + 1 }, (_, epoch) => {
      const each = epochMetrics(epoch);
      const shift = (record.seed - 3) * 0.01;
      const { validation } = each.metrics;
      return validation === undefined
        ? each
        : {
            ...each,
            metrics: { ...each.metrics, validation: { ...validation, loss: (validation.loss ?? 0) + shift } },
          };
    });
  curveOf: (run: StoredRun, figure: string) => Curve = (run, figure) =>
    epochCurve(this.epochsOf(run), metricOf(figure));
  #wire: MessageConnection | null = null;
  #panel: HostConnection | null = null;

  constructor(runs: readonly StoredRun[]) {
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

  /** Other runs from now on, told to the panel. */
  publish(runs: readonly StoredRun[]): void {
    this.runs = runs;
    this.#panel?.notify("table", runTable(runs));
  }

  /** What came of a sweep. */
  tellSweep(progress: SweepProgress): void {
    this.#panel?.notify("sweepProgress", progress);
  }

  /** How far a comparison has come. */
  tellProgress(progress: ComparisonProgress): void {
    this.#panel?.notify("comparing", progress);
  }

  dispose(): void {
    this.#wire?.dispose();
    this.#wire = null;
    this.#panel = null;
  }

  #connect(page: Page): (text: string) => void {
    this.dispose();
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
    this.#answer(panel, "ready", () => {
      const { chosen } = this;
      this.chosen = [];
      return {
        table: runTable(this.runs),
        layout: this.layout,
        chosen,
        isUsual: false,
        keyMetric: "validation.accuracy",
        metrics: metricTable,
        openSweep: this.openSweep,
      };
    });
    this.#answer(panel, "curves", ({ ids, figure }) =>
      ids.flatMap((id) => {
        const run = this.runs.find(({ record }) => record.id === id);
        return run === undefined ? [] : [{ id, points: packCurve(this.curveOf(run, figure)).buffer }];
      }),
    );
    this.#answer(panel, "saveLayout", (layout) => {
      this.layout = layout;
      return null;
    });
    this.#answer(panel, "star", ({ id, star }) => {
      this.publish(
        this.runs.map((run) => (run.record.id === id ? { ...run, annotations: { ...run.annotations, star } } : run)),
      );
      return null;
    });
    this.#answer(panel, "sweeps", () =>
      this.sweeps.map(({ id, title, created, standing }) => ({ id, title, created, standing })),
    );
    const sweepOf = (id: string): SweepState => {
      const found = this.sweeps.find((sweep) => sweep.id === id);
      if (found === undefined) throw new UserError("This sweep is not in its folder any more.", "");
      return found;
    };
    this.#answer(panel, "sweep", ({ id }) => sweepOf(id));
    this.#answer(panel, "sweepImportance", ({ id }) => {
      const { columns, target } = forestOf(sweepOf(id));
      return { importance: finish(permutationImportance(columns, target, 1)), least: leastExamples };
    });
    this.#answer(panel, "controlSweep", () => null);
    for (const name of [
      "openExample",
      "stopComparing",
      "openRun",
      "diffRuns",
      "export",
      "copyText",
      "saveFile",
    ] as const)
      this.#answer(panel, name, () => null);
    for (const name of ["compare", "confusions", "flips", "pooledExamples"] as const)
      this.#answer(panel, name, () => {
        throw new UserError(`nothing answers ${name}`, "");
      });
    return take;
  }

  #answer<K extends keyof ComparePanelRequests>(
    panel: HostConnection,
    name: K,
    answer: (params: ComparePanelRequests[K][0]) => ComparePanelRequests[K][1],
  ): void {
    const handle = (params: ComparePanelRequests[K][0]) => {
      this.calls.push({ name, params });
      const refusal = this.refusals.get(name);
      if (refusal !== undefined) throw new UserError(refusal, "");
      return (this.answers[name] ?? answer)(params);
    };
    panel.onRequest(name, handle as never);
  }
}
