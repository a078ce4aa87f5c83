import { Command, CommanderError, Option } from "commander";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { splitNames } from "../data/table.ts";
import { labelFormats } from "../protocol/labelling.ts";
import { metricTable } from "../experiment/metricTable.ts";
import { studyIds } from "../experiment/studies/studies.ts";
import { versions } from "../platform/versions.ts";
import type { BaselineOptions } from "./baselines.ts";
import type { CompareOptions } from "./compare.ts";
import { tableFormats } from "../services/tableFormats.ts";
import { exit } from "./exit.ts";
import type { CrossCheckOptions } from "./crosscheck.ts";
import { peerNames } from "../services/exports/scripts/refusals.ts";
import type { ExportOptions } from "./exportRun.ts";
import { exportFormats } from "../services/exports/formats.ts";
import type { InspectOptions } from "./inspect.ts";
import type { GatesOptions } from "./gates.ts";
import type { ImportOptions } from "./importRun.ts";
import type { Interrupt } from "./interrupt.ts";
import type { McpOptions } from "./mcp.ts";
import type { PredictOptions } from "./predict.ts";
import type { RatesOptions } from "./rates.ts";
import type { ResumeOptions } from "./resume.ts";
import type { RunsOptions } from "./runs.ts";
import type { StudyOptions } from "./study.ts";
import type { SweepOptions } from "./sweep.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainOptions } from "./train.ts";
import type { VerifyOptions } from "./verify.ts";
import type { VectorsOptions } from "./vectors.ts";

interface Outside {
  readonly terminal: Terminal;
  readonly interrupt: Interrupt;
}

const checkpointHelp = "seconds from one checkpoint to the next, 0: only when it is stopped (default: 10)";
const usage = "benchtop --help lists the commands.";

/** Runs one command line; the result is the exit code. Errors are told in one message, never as a stack. */
export async function runProgram(args: readonly string[], outside: Outside): Promise<number> {
  const { terminal } = outside;
  let code: number = exit.done;
  const program = buildProgram(outside, (next) => (code = next));
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    terminal.progress("");
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    if (error instanceof UserError) {
      // One problem a line, where an experiment has several.
      for (const line of error.message.split("\n")) terminal.err(visible(line));
      return exit.usage;
    }
    terminal.err(visible(error instanceof Error ? error.message : String(error)));
    return exit.failed;
  }
}

/** What a command needs is loaded when it is asked for: all of them together take as long to load as a small run to train. */
function buildProgram({ terminal, interrupt }: Outside, done: (code: number) => void): Command {
  const program = new Command("benchtop")
    .description("Train and compare small classifiers: nothing to install, every run reproducible.")
    .version(versions.benchtop)
    .exitOverride()
    .showHelpAfterError(usage)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(visibleLines(text)),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    });

  program
    .command("train")
    .description("Train an experiment file, or a dataset file with the defaults.")
    .argument("<file>", "NAME.experiment.json, or a labelled file")
    .option("--set <path=value>", "change an option of the experiment (JSON, else text)", collect, [])
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .option("--checkpoint-seconds <seconds>", checkpointHelp)
    .option("--json", "one JSON object a line: start, epochs, result")
    .action(async (file: string, options: TrainOptions) =>
      done(await (await import("./train.ts")).train(file, options, { terminal, interrupt })),
    );

  program
    .command("resume")
    .description("Go on with a run that was stopped or whose process died: to the same bits as if it had not been.")
    .argument("<run>", "its id, the beginning or end of its id, or its folder")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--checkpoint-seconds <seconds>", checkpointHelp)
    .option("--json", "one JSON object a line: start, all epochs, result")
    .action(async (run: string, options: ResumeOptions) =>
      done(await (await import("./resume.ts")).resumeRun(run, options, { terminal, interrupt })),
    );

  program
    .command("baselines")
    .description("Train every recipe that suits a dataset, and rank them.")
    .argument("<dataset>", "a labelled file")
    .option("--set <path=value>", "change an option of every experiment (JSON, else text)", collect, [])
    .option("--vectors <file>", "word vectors, for the recipes that need them")
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "one JSON object a line, best first")
    .action(async (file: string, options: BaselineOptions) =>
      done(await (await import("./baselines.ts")).baselines(file, options, { terminal, interrupt })),
    );

  program
    .command("sweep")
    .description("Train the sweep of an experiment file, or go on with one, and rank its trials.")
    .argument("<file>", "NAME.experiment.json with a sweep")
    .option("--set <path=value>", "change an option of the experiment (JSON, else text)", collect, [])
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .option("--workers <count>", "how many runs are trained at once (default: as many as there are cores)")
    .option("--resume <id>", "go on with a sweep that was stopped: to the same trials and results")
    .option("--json", "one JSON object a line: start, a trial each as it ends, result with the ranking")
    .action(async (file: string, options: SweepOptions) =>
      done(await (await import("./sweep.ts")).sweep(file, options, { terminal, interrupt })),
    );

  program
    .command("study")
    .description("Run a ready-made study on datasets or experiments, and write its report with pictures.")
    .argument("<name>", studyIds.join(", "))
    .argument("<file...>", "experiment files or labelled files, a section of the report each")
    .option("--set <path=value>", "change an option of every experiment (JSON, else text)", collect, [])
    .option("--seeds <count>", "how many seeds each value is trained with", "3")
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .option("--report <dir>", "the folder for report.md and its pictures (default: report beside the sweep's plan)")
    .option("--json", "one JSON object a line: start for each file, result with the report's path")
    .action(async (name: string, files: string[], options: StudyOptions) =>
      done(await (await import("./study.ts")).study(name, files, options, { terminal, interrupt })),
    );

  program
    .command("rates")
    .description("Find a learning rate: tries rising rates for a few steps and suggests one; no run is kept.")
    .argument("<file>", "NAME.experiment.json, or a labelled file")
    .option("--set <path=value>", "change an option of the experiment (JSON, else text)", collect, [])
    .option("--steps <count>", "how many steps the rates rise over (default: 200)")
    .option("--json", "as one JSON object")
    .action(async (file: string, options: RatesOptions) =>
      done(await (await import("./rates.ts")).testRates(file, options, { terminal, interrupt })),
    );

  program
    .command("vectors")
    .description(
      "Train word vectors (skip-gram) on the texts of a dataset, for languages and fields without published ones.",
    )
    .argument("<dataset>", "a labelled file; its labels are not looked at")
    .option("--out <file>", "the file to write (default: NAME.vec beside the dataset)")
    .option("--text <column>", "the column of texts (default: as found)")
    .addOption(
      new Option("--tokenizer <kind>", "as features will cut texts")
        .choices(["words", "whitespace", "segmenter"])
        .default("words"),
    )
    .option("--dimension <count>", "numbers of a vector (default: 100)")
    .option("--epochs <count>", "passes over the texts (default: 25)")
    .option("--window <count>", "how far neighbours stand (default: 5)")
    .option("--min-count <count>", "how often a word must occur to be trained (default: 1; 5 without subwords)")
    .option("--no-subwords", "whole words only: quicker, but rare words have no vector")
    .option("--seed <number>", "of all that is drawn at random (default: 1)")
    .option("--near <word>", "tell the nearest words of this one too", collect, [])
    .option("--json", "as one JSON object")
    .action(async (file: string, options: VectorsOptions) =>
      done(await (await import("./vectors.ts")).trainVectors(file, options, { terminal, interrupt })),
    );

  program
    .command("runs")
    .description("List the runs, best first.")
    .argument(
      "[filter...]",
      "words that all must fit: is:starred, is:verified, is:not-reproduced, status:failed, tag:NAME, or a part of title, note or model",
    )
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "one JSON object a line")
    .action(async (filter: string[], options: RunsOptions) =>
      done(await (await import("./runs.ts")).listRuns(filter, options, terminal)),
    );

  program
    .command("show")
    .description("Show a run: how it ended, its curve, metrics and confusion table.")
    .argument("<run>", "its id, the beginning or end of its id, or its folder")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "as one JSON object")
    .action(async (run: string, options: RunsOptions) =>
      done(await (await import("./runs.ts")).showRun(run, options, terminal)),
    );

  program
    .command("compare")
    .description(
      "Set runs beside the first of them: metrics, settings, whether a difference is real, flipped examples.",
    )
    .argument("<run...>", "the baseline, then the others: ids, beginnings or ends of ids, or folders")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .addOption(new Option("--split <name>", "default: test where all have it, else validation").choices(splitNames))
    .addOption(new Option("--metric <name>", "default: accuracy").choices(metricTable.map(({ id }) => id)))
    .addOption(new Option("--format <name>", "default: text").choices(["text", ...Object.keys(tableFormats)]))
    .addOption(new Option("--json", "one JSON object a line: comparison, runs, groups, flips").conflicts("format"))
    .option("--flips", "list the examples whose prediction changed (as CSV, Markdown or LaTeX: only these)")
    .action(async (runs: string[], options: CompareOptions) =>
      done(await (await import("./compare.ts")).compare(runs, options, terminal)),
    );

  program
    .command("export")
    .description("Write a run in another format, a file or a folder.")
    .argument("<run>", "its id, the beginning or end of its id, or its folder")
    .addOption(
      new Option("--to <format>", "what to write").choices(exportFormats.map(({ id }) => id)).makeOptionMandatory(),
    )
    .option("--out <path>", "the file or folder to write (default: named after the run, in this folder)")
    .option("--with-data", "put the run's data into a bundle too")
    .option("--force", "replace what is there")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "as one JSON object")
    .action(async (run: string, options: ExportOptions) =>
      done(await (await import("./exportRun.ts")).exportRun(run, options, terminal)),
    );

  program
    .command("crosscheck")
    .description("Train what a run trained in PyTorch, NumPy or scikit-learn, from the same weights, and compare.")
    .argument("<run>", "its id, the beginning or end of its id, or its folder")
    .addOption(new Option("--with <name>", "the program").choices(peerNames).makeOptionMandatory())
    .option("--python <path>", "the Python that has it (default: BENCHTOP_PYTHON, else python3)")
    .option("--equal-weights-only", "leave out the second training, from initial weights of the other's own")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "as one JSON object")
    .action(async (run: string, options: CrossCheckOptions) =>
      done(await (await import("./crosscheck.ts")).crossCheck(run, options, { terminal, interrupt })),
    );

  program
    .command("verify")
    .description(
      "Train a run again from its record, and say whether the same comes out, bit for bit; if not, what differs first.",
    )
    .argument("<run>", "its id, the beginning or end of its id, or its folder")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "as one JSON object")
    .action(async (run: string, options: VerifyOptions) =>
      done(await (await import("./verify.ts")).verifyRun(run, options, { terminal, interrupt })),
    );

  program
    .command("import")
    .description(
      "Show what a bundle or a reproduction link holds and, once that is confirmed, write and train it here.",
    )
    .argument("<source>", "NAME.benchtop.zip, or a link")
    .option("--into <dir>", "the folder to write into (default: this folder's workspace)")
    .option("--train", "train it too, and compare with what is expected")
    .option("--yes", "confirm beforehand")
    .option("--json", "one JSON object a line: imported, result")
    .action(async (source: string, options: ImportOptions) => {
      const { importRun } = await import("./importRun.ts");
      done(await importRun(source, options, { terminal, interrupt }));
    });

  program
    .command("predict")
    .description("Classify a text or a file with a run's model, or what comes in, line by line.")
    .argument("<run>", "its id, the beginning or end of its id, or its folder, wherever it lies")
    .argument("[input]", "- for standard input: a text a line, a label and its probability out")
    .option("--text <text>", "classify one text")
    .option("--file <file>", "label each row of a file: its columns, then the label and the probabilities")
    .addOption(new Option("--format <name>", "default: by the file's ending, else text").choices(labelFormats))
    .option("--column <name>", "the column that holds the text (default: as in the run's data)")
    .option("--out <file>", "write there, whole or not at all (default: standard output)")
    .option("--json", "one JSON object a line")
    .option("--runs <dir>", "the folder that holds run folders (default: .benchtop/runs of the workspace)")
    .action(async (run: string, input: string | undefined, options: PredictOptions) =>
      done(await (await import("./predict.ts")).predict(run, input, options, { terminal, interrupt })),
    );

  program
    .command("test")
    .description(
      "Check what a model must reach: trains the experiment of a gates file, or takes a run, and measures it.",
    )
    .argument("<file...>", "NAME.gates.json")
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .option("--json", "one JSON object a line: a gate each, then the result")
    .action(async (files: string[], options: GatesOptions) =>
      done(await (await import("./gates.ts")).testGates(files, options, { terminal, interrupt })),
    );

  program
    .command("mcp")
    .description("Serve the tools for agents over standard input and output (Model Context Protocol).")
    .option("--workspace <dir>", "the folder whose files agents may use (default: this folder's workspace)")
    .option("--out <dir>", "the folder that will hold run folders (default: .benchtop/runs of the workspace)")
    .action(async (options: McpOptions) => {
      const { serveAgents } = await import("./mcp.ts");
      done(await serveAgents(options, { terminal, interrupt }));
    });

  program
    .command("inspect")
    .description("Tell how a dataset is laid out, its classes, splits, lengths, duplicates and telling words.")
    .argument("<dataset>", "a labelled file, or NAME.experiment.json for the dataset it names, split as it says")
    .option("--vectors <file>", "word vectors, to tell what they know of the texts")
    .option(
      "--whole",
      "hold all examples of a file of more than 256 MB in memory (about three times its size), not a sample",
    )
    .option("--json", "as one JSON object")
    .action(async (file: string, options: InspectOptions) =>
      done(await (await import("./inspect.ts")).inspect(file, options, { terminal, interrupt })),
    );

  return program;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function visibleLines(text: string): string {
  return text.trimEnd().split("\n").map(visible).join("\n");
}
