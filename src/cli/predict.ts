import { resolve } from "node:path";
import process from "node:process";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { dataFiles } from "../platform/dataFiles.ts";
import { writeStreamed } from "../platform/streamedFile.ts";
import type { LabelFormat } from "../protocol/labelling.ts";
import type { LabelReport, LabelSource, Predictions } from "../services/api.ts";
import { formatOf } from "../services/labelFormats.ts";
import type { StoredRun } from "../services/ports.ts";
import { openServices, terminalLog } from "./context.ts";
import { exit } from "./exit.ts";
import { findRun, folderOf, type RunsFolderOption } from "./findRuns.ts";
import type { Interrupt } from "./interrupt.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface PredictOptions extends RunsFolderOption {
  readonly text?: string;
  readonly file?: string;
  readonly format?: LabelFormat;
  readonly column?: string;
  readonly out?: string;
  readonly json?: boolean;
}

interface Outside {
  readonly terminal: Terminal;
  readonly interrupt: Interrupt;
}

/** Classifies a text, a file, or with `-` what comes in; the result is the exit code. */
export async function predict(
  name: string,
  input: string | undefined,
  options: PredictOptions,
  outside: Outside,
): Promise<number> {
  const ways = [options.text, options.file, input].filter((way) => way !== undefined);
  if (ways.length !== 1 || (input !== undefined && input !== "-"))
    throw new UserError(
      "Say what to classify: one text, one file, or standard input.",
      'Write --text "…", --file FILE or - for what comes in.',
    );
  const { terminal } = outside;
  const services = openServices(folderOf(options), terminal, { workers: 1 });
  try {
    const run = await findRun(name, services.runs, folderOf(options), terminalLog(terminal));
    if (options.text !== undefined)
      return await predictText(services.predictions, run, options.text, options, terminal);
    return await label(services.predictions, run, await sourceOf(options), options, outside);
  } finally {
    await services.shutdown();
  }
}

async function predictText(
  predictions: Predictions,
  run: StoredRun,
  text: string,
  options: PredictOptions,
  terminal: Terminal,
): Promise<number> {
  const [prediction] = await predictions.predict(run, [{ text, columns: {} }]);
  if (prediction === undefined) return exit.failed;
  const { data, model } = run.record;
  const kind = model?.outputs ?? "probabilities";
  const classes = (data?.classes ?? []).map((label, id) => ({ label, output: prediction.outputs[id] ?? null }));
  const predicted = classes[prediction.predictedClass]?.label ?? "";
  if (options.json === true) {
    const told = Object.fromEntries(classes.map(({ label, output }) => [label, output]));
    terminal.out(jsonLine({ text, predicted, [kind]: told }));
    return exit.done;
  }
  terminal.out(terminal.style("bold", visible(predicted)));
  const ranked = classes.toSorted((a, b) => (b.output ?? -Infinity) - (a.output ?? -Infinity));
  const columns = [
    { title: "class", align: "left" } as const,
    { title: kind === "margins" ? "margin" : "probability", align: "right" } as const,
  ];
  tellTable(
    kind === "margins" ? "Margins" : "Probabilities",
    columns,
    ranked.map(({ label, output }) => [label, output?.toFixed(4) ?? "–"]),
    terminal,
  );
  return exit.done;
}

/** The file that is named, or standard input. */
async function sourceOf(options: PredictOptions): Promise<LabelSource & { readonly size: number | null }> {
  const shared = {
    ...(options.column !== undefined && { textColumn: options.column }),
    asJson: options.json === true,
  };
  if (options.file === undefined)
    return {
      ...shared,
      ...{ name: "standard input", format: options.format ?? "text", size: null },
      chunks: () => process.stdin as AsyncIterable<Uint8Array>,
    };
  const source = await dataFiles.open(resolve(options.file));
  return {
    ...shared,
    ...{ name: options.file, format: options.format ?? formatOf(options.file), size: source.size },
    chunks: () => source.chunks(),
  };
}

async function label(
  predictions: Predictions,
  run: StoredRun,
  source: LabelSource & { readonly size: number | null },
  options: PredictOptions,
  { terminal, interrupt }: Outside,
): Promise<number> {
  let stopped = false;
  interrupt.onFirst(() => {
    stopped = true;
    // What is waited for may never come.
    process.stdin.destroy();
  });
  const watched: LabelSource = {
    ...source,
    isStopped: () => stopped,
    onProgress: (bytes, examples) => {
      const share =
        source.size === null
          ? ""
          : `${String(Math.min(100, Math.floor((100 * bytes) / Math.max(1, source.size))))} %  `;
      terminal.progress(`${share}${String(examples)} examples`);
    },
  };
  const report = await labelTo(predictions, run, watched, options.out, terminal, () => (stopped = true));
  terminal.progress("");
  tellProblems(report, terminal);
  if (!report.whole) return exit.interrupted;
  if (options.out !== undefined) tellReport(report, resolve(options.out), options, terminal);
  return exit.done;
}

async function labelTo(
  predictions: Predictions,
  run: StoredRun,
  source: LabelSource,
  out: string | undefined,
  terminal: Terminal,
  stop: () => void,
): Promise<LabelReport> {
  if (out === undefined)
    return predictions.label(run, source, async (bytes) => {
      // Whoever reads has seen enough, as `head` has.
      if (!(await terminal.write(bytes))) stop();
    });
  let report: LabelReport | undefined;
  await writeStreamed(resolve(out), async (write) => {
    report = await predictions.label(run, source, write);
    return report.whole;
  });
  if (report === undefined) throw new Error("nothing was labelled");
  return report;
}

function tellProblems({ problemCount, problems, warning }: LabelReport, terminal: Terminal): void {
  if (warning !== null) terminal.err(warning);
  const [first] = problems;
  if (first === undefined) return;
  const rows = problemCount === 1 ? "1 row was" : `${String(problemCount)} rows were`;
  terminal.err(visible(`${rows} not classified; the first is line ${String(first.line)}: ${first.reason}.`));
}

function tellReport(report: LabelReport, path: string, options: PredictOptions, terminal: Terminal): void {
  const { examples, problemCount } = report;
  if (options.json === true) {
    const counts = Object.fromEntries(report.counts.map(({ label, examples }) => [label, examples]));
    terminal.out(jsonLine({ event: "labelled", path, examples, notClassified: problemCount, counts }));
    return;
  }
  const columns = [{ title: "predicted", align: "left" } as const, { title: "examples", align: "right" } as const];
  const rows = report.counts
    .filter((count) => count.examples > 0)
    .map((count) => [count.label, String(count.examples)]);
  tellTable(`${String(examples)} examples labelled`, columns, rows, terminal);
  terminal.out("");
  terminal.out(path);
}
