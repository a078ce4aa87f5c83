import { env } from "vscode";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { TypedConnection } from "../../protocol/connection.ts";
import {
  type ComparePanelNotifications,
  comparePanelProtocolVersion,
  type ComparePanelRequests,
  type CompareSnapshot,
  type OutgoingTable,
} from "../../protocol/comparePanel.ts";
import type { StoredRun } from "../../services/ports.ts";
import { counted, measured, type Table } from "../../services/table.ts";
import { tableFormats } from "../../services/tableFormats.ts";
import { openData, savePanelFile } from "../panels/files.ts";
import { recordedFile } from "../runPanel/exampleFiles.ts";
import type { PanelSweeps } from "./panelSweeps.ts";
import type { Services } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

export type ComparePanelConnection = TypedConnection<object, ComparePanelRequests, ComparePanelNotifications, object>;

export interface CompareRequestParts {
  readonly services: Services;
  readonly outside: Pick<OutsidePaths, "confirmDataOf">;
  readonly snapshot: () => Promise<CompareSnapshot>;
  readonly saveLayout: (layout: CompareSnapshot["layout"]) => Thenable<void>;
  readonly openRun: (id: string) => void;
  readonly diff: (left: string, right: string) => Promise<void>;
  readonly sweeps: PanelSweeps;
  /** The page was made for another version of the protocol. */
  readonly rebuild: () => void;
}

/** Curves and comparisons of more runs at once would neither be seen nor be quick. */
const mostRuns = 50;
const longestPage = 500;
const endings = { csv: "csv", markdown: "md", latex: "tex" } as const;

/** Answers what a Compare panel asks for. */
export function answerComparePanel(connection: ComparePanelConnection, parts: CompareRequestParts): Disposable {
  const { services, sweeps } = parts;
  const store = new DisposableStore();
  /** Numbers of comparisons in the order in which they were asked for. */
  let newest = 0;
  let stoppedUpTo = 0;
  const run = async (id: string): Promise<StoredRun> => {
    const stored = await services.runs.get(id);
    if (stored === undefined) throw new UserError("A run is not in its folder any more.", "Choose others.");
    return stored;
  };
  /** The run, once its data files may be read. */
  const runWithData = async (id: string): Promise<StoredRun> => {
    const stored = await run(id);
    await parts.outside.confirmDataOf(stored);
    return stored;
  };
  const runsOf = (ids: readonly string[]): Promise<StoredRun[]> => {
    if (ids.length > mostRuns)
      throw new UserError(`${ids.length} runs are too many at once.`, `Choose at most ${mostRuns}.`);
    return Promise.all(ids.map(run));
  };
  store.add(
    connection.onRequest("ready", ({ version }) => {
      if (version === comparePanelProtocolVersion) return parts.snapshot();
      parts.rebuild();
      throw new UserError("The panel was made by another version of Benchtop.", "It is being loaded anew.");
    }),
  );
  store.add(
    connection.onRequest("curves", async ({ ids, figure }) => {
      await runsOf(ids);
      return Promise.all(ids.map(async (id) => ({ id, points: await services.runs.curve(id, figure) })));
    }),
  );
  store.add(
    connection.onRequest("compare", async ({ ids, split, metric }) => {
      const own = ++newest;
      const comparison = await services.comparisons.compare(await runsOf(ids), {
        ...(split !== null && { split }),
        metric,
        // The page looks at the newest one alone.
        isStopped: () => store.isDisposed || own < newest || own <= stoppedUpTo,
        onPair: (done) => {
          if (!store.isDisposed) connection.notify("comparing", { ids, done });
        },
      });
      // Its sentences are loaded when there is something to say.
      const { spokenComparison } = await import("../../services/spokenComparison.ts");
      return spokenComparison(comparison);
    }),
  );
  store.add(
    connection.onRequest("stopComparing", () => {
      stoppedUpTo = newest;
      return null;
    }),
  );
  store.add(
    connection.onRequest("confusions", async ({ ids, split }) =>
      (await runsOf(ids)).map(({ record }) => ({
        id: record.id,
        classes: record.data?.classes ?? [],
        counts: record.confusion[split] ?? null,
      })),
    ),
  );
  store.add(
    connection.onRequest("pooledExamples", async ({ ids, limit, ...part }) => {
      await runsOf(ids);
      const folds: StoredRun[] = [];
      // One after another: each may ask the person whether its files may be read.
      for (const id of ids) folds.push(await runWithData(id));
      const { pooledExamples } = await import("../../services/pooledExamples.ts");
      return pooledExamples(folds, { ...part, limit: Math.min(Math.max(1, limit), longestPage) }, (query) =>
        services.datasets.examples(query),
      );
    }),
  );
  store.add(
    connection.onRequest("flips", async ({ baseline, run: other, limit, ...part }) =>
      services.comparisons.flips(await runWithData(baseline), await runWithData(other), {
        ...part,
        limit: Math.min(Math.max(1, limit), longestPage),
      }),
    ),
  );
  store.add(connection.onRequest("sweeps", () => sweeps.list()));
  store.add(connection.onRequest("sweep", ({ id }) => sweeps.watch(id)));
  store.add(connection.onRequest("sweepImportance", ({ id }) => sweeps.importance(id)));
  store.add(
    connection.onRequest("controlSweep", async ({ id, action }) => {
      await sweeps.control(id, action);
      return null;
    }),
  );
  store.add(
    connection.onRequest("openExample", async ({ runId, file, line }) => {
      const path = recordedFile(await runWithData(runId), file);
      if (path === undefined) throw new UserError("This file is not one of the run's data files.", "", { file });
      await openData(path, line);
      return null;
    }),
  );
  store.add(
    connection.onRequest("openRun", ({ id }) => {
      parts.openRun(id);
      return null;
    }),
  );
  store.add(
    connection.onRequest("diffRuns", async ({ left, right }) => {
      await parts.diff(left, right);
      return null;
    }),
  );
  store.add(
    connection.onRequest("star", async ({ id, star }) => {
      await services.runs.annotate(id, { star });
      return null;
    }),
  );
  store.add(
    connection.onRequest("saveLayout", async (layout) => {
      await parts.saveLayout(layout);
      return null;
    }),
  );
  store.add(
    connection.onRequest("export", async ({ table, format, to }) => {
      const text = tableFormats[format](toTable(table));
      if (to === "clipboard") await env.clipboard.writeText(text);
      else await savePanelFile(`runs.${endings[format]}`, new TextEncoder().encode(text));
      return null;
    }),
  );
  store.add(
    connection.onRequest("copyText", async ({ text }) => {
      await env.clipboard.writeText(text);
      return null;
    }),
  );
  store.add(
    connection.onRequest("saveFile", async ({ name, base64 }) => {
      await savePanelFile(name, Uint8Array.from(Buffer.from(base64, "base64")));
      return null;
    }),
  );
  return store;
}

function toTable({ columns, rows }: OutgoingTable): Table {
  return {
    columns,
    notes: [],
    rows: rows.map((cells) => ({
      cells: cells.map((cell) =>
        typeof cell === "number" ? (Number.isInteger(cell) ? counted(cell) : measured(cell)) : cell,
      ),
      notes: [],
    })),
  };
}
