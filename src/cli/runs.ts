import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { runTitle } from "../experiment/describe.ts";
import { runFilter } from "../services/runFilter.ts";
import type { ListedRun } from "../services/ports.ts";
import { keyMetric, openServices } from "./context.ts";
import { resultEvent } from "./events.ts";
import { exit } from "./exit.ts";
import { duration, figure } from "./figures.ts";
import { folderOf, type RunsFolderOption } from "./findRuns.ts";
import { openRun, placeOf } from "./openRun.ts";
import { tellRun, tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface RunsOptions extends RunsFolderOption {
  readonly json?: boolean;
}

/** Lists the runs that all words of the filter fit, best first. */
export async function listRuns(filter: readonly string[], options: RunsOptions, terminal: Terminal): Promise<number> {
  const folder = folderOf(options);
  const services = openServices(folder, terminal);
  try {
    const all = await services.runs.list();
    const runs = all.filter(runFilter(filter.join(" ")));
    if (options.json === true) for (const run of runs) terminal.out(jsonLine(listed(run)));
    else if (all.length === 0) terminal.out(`There are no runs in ${folder.runsFolder} yet.`);
    else if (runs.length === 0) terminal.out(visible(`None of ${String(all.length)} runs fits ${filter.join(" ")}.`));
    else tellList(runs, terminal);
    return exit.done;
  } finally {
    await services.shutdown();
  }
}

/** Shows one run, named by its id, the beginning or end of its id, or its folder. */
export async function showRun(name: string, options: RunsOptions, terminal: Terminal): Promise<number> {
  const place = await placeOf(name, options);
  const services = openServices(place, terminal);
  try {
    const run = await openRun(name, place, services);
    const snapshot = await services.runs.snapshot(run.record.id);
    if (snapshot === undefined) throw new UserError(`There is no run ${name}.`, "List them with: benchtop runs");
    const verification = (await services.verification(run)) ?? null;
    if (options.json === true)
      terminal.out(jsonLine({ ...resultEvent(run.record, run.folder), title: snapshot.title, verification }));
    else
      tellRun(
        { record: run.record, title: snapshot.title, path: run.folder, epochs: snapshot.epochs, verification },
        terminal,
      );
    return exit.done;
  } finally {
    await services.shutdown();
  }
}

function listed({ record, annotations, folder }: ListedRun): object {
  return {
    run: record.id,
    path: folder,
    title: runTitle(record, annotations),
    status: record.status,
    stalled: record.stalled,
    star: annotations.star === true,
    tags: annotations.tags ?? [],
    reproduced: record.reproduced ?? null,
    ...(annotations.note !== undefined && { note: annotations.note }),
    created: record.created,
    bestEpoch: record.best?.epoch ?? null,
    metrics: record.metrics,
    seconds: record.seconds,
  };
}

function tellList(runs: readonly ListedRun[], terminal: Terminal): void {
  const rows = runs.map(({ record, annotations }) => {
    const metrics = { ...record.best?.metrics, ...record.metrics };
    return [
      record.id,
      runTitle(record, annotations),
      statusText(record),
      figure(metrics.validation, "accuracy"),
      figure(metrics.test, "accuracy"),
      figure(metrics.validation ?? metrics.test ?? metrics.train, "majorityAccuracy"),
      duration(record.seconds.total),
    ];
  });
  const right = (title: string) => ({ title, align: "right" }) as const;
  const left = (title: string) => ({ title, align: "left" }) as const;
  const columns = [
    left("run"),
    left("title"),
    left("status"),
    right("validation"),
    right("test"),
    right("majority"),
    right("time"),
  ];
  tellTable(`Accuracy of the runs, best first by ${keyMetric}`, columns, rows, terminal);
  const marks = [...verifiedMarks].filter(([reproduced]) =>
    runs.some(({ record }) => record.reproduced === reproduced),
  );
  for (const [, { mark, words }] of marks) terminal.out(`${mark}  ${words}`);
}

/** A sign each: a column of words would leave a terminal of 80 columns no room for ids. */
const verifiedMarks = new Map([
  [true, { mark: "✓", words: "verified: trained again, it came out the same bit for bit" }],
  [false, { mark: "≠", words: "not reproduced: benchtop show RUN says what was not the same" }],
]);

function statusText({ status, stalled, reproduced }: ListedRun["record"]): string {
  const text = stalled ? `${status} (stalled)` : status;
  const verified = reproduced === undefined ? undefined : verifiedMarks.get(reproduced);
  return verified === undefined ? text : `${text} ${verified.mark}`;
}
