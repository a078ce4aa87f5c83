import { commands, ProgressLocation, type QuickPickItem, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { visible } from "../../base/visible.ts";
import { dataFiles } from "../../platform/dataFiles.ts";
import { writeStreamed } from "../../platform/streamedFile.ts";
import { fileName } from "../../platform/vscode/paths.ts";
import type { LabelReport } from "../../services/api.ts";
import { textColumns } from "../../services/labelColumns.ts";
import { formatOf, labelledName } from "../../services/labelFormats.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { CommandTable } from "../commandTable.ts";
import { counted } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { RunPanels } from "../runPanel/panels.ts";
import type { ChooseRun } from "../runs/commands.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

export interface PredictCommandParts {
  readonly services: ServicesDoor;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
  readonly panels: Pick<RunPanels, "openToTry">;
  readonly choose: ChooseRun;
}

const title = "Benchtop: Predict";
/** Of a file, looked at for its columns. */
const headBytes = 64 * 1024;

/** `Predict…`: a run, then a text to try in its panel, or a file whose every row gets a label. */
export function predictCommands(parts: PredictCommandParts): CommandTable<"predict"> {
  const { messages, panels } = parts;
  return {
    predict: (node) =>
      messages.guard("predict", async () => {
        const id = await parts.choose(node, ({ status }) => status === "finished" || status === "stopped");
        const what = id && (await askWhat());
        if (id === undefined || what === undefined) return;
        if (what === "text") panels.openToTry(id);
        else await labelFile(parts, id);
      }),
  };
}

async function askWhat(): Promise<"text" | "file" | undefined> {
  const items: readonly (QuickPickItem & { readonly what: "text" | "file" })[] = [
    { label: "$(edit) Try a text", detail: "In the run's panel, with the words that drove the answer.", what: "text" },
    {
      label: "$(file) Label a file",
      detail:
        "Every row of a csv, tsv, jsonl or text file; the result is a new file with the labels beside its columns.",
      what: "file",
    },
  ];
  return (await window.showQuickPick(items, { title, placeHolder: "What to classify" }))?.what;
}

async function labelFile(parts: PredictCommandParts, id: string): Promise<void> {
  const run = await parts.services().runs.get(id);
  if (run === undefined) throw new UserError("This run is not in its folder any more.", "Choose another.");
  const path = await askFile(parts.outside);
  if (path === undefined) return;
  const textColumn = await askColumn(run, path);
  if (textColumn === null) return;
  const target = await window.showSaveDialog({
    title: "Where to write the labelled rows",
    defaultUri: Uri.file(labelledName(path)),
    saveLabel: "Label",
  });
  if (target === undefined) return;
  if (target.fsPath === path)
    throw new UserError("The file would replace the one that is read.", "Choose another name.");
  const report = await labelWithProgress(parts, run, { path, textColumn }, target.fsPath);
  if (report.whole) await tell(report, target);
}

async function askFile(outside: OutsidePaths): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: "The file to label",
    openLabel: "Label This File",
    ...(folder !== undefined && { defaultUri: folder }),
    filters: { "Tables and texts": ["csv", "tsv", "jsonl", "ndjson", "txt", "gz"], "All files": ["*"] },
  });
  const path = chosen?.[0]?.fsPath;
  if (path === undefined) return undefined;
  await outside.allow(path);
  await outside.confirm([path]);
  return path;
}

/** The column to read where the file has several of texts; undefined: the run's own, null: the person went away. */
async function askColumn(run: StoredRun, path: string): Promise<string | undefined | null> {
  const { layout } = run.record.experiment.dataset;
  const columns = textColumns(await headOf(path), formatOf(path), layout);
  if (columns.length === 0) return undefined;
  const items = columns.map((name) => ({
    label: visible(name),
    ...(name === layout.text && { description: "as in the run's data" }),
    name,
  }));
  const chosen = await window.showQuickPick(items, { title, placeHolder: "Which column holds the text" });
  return chosen?.name ?? null;
}

async function headOf(path: string): Promise<string> {
  const source = await dataFiles.open(path);
  for await (const piece of source.chunks()) return new TextDecoder().decode(piece.subarray(0, headBytes));
  return "";
}

/** In a notification, which alone can be cancelled. */
async function labelWithProgress(
  { services }: PredictCommandParts,
  run: StoredRun,
  { path, textColumn }: { readonly path: string; readonly textColumn: string | undefined },
  target: string,
): Promise<LabelReport> {
  const source = await dataFiles.open(path);
  let report: LabelReport | undefined;
  await window.withProgress(
    { location: ProgressLocation.Notification, title: `Labelling ${fileName(path)}`, cancellable: true },
    async (progress, token) => {
      let shown = 0;
      await writeStreamed(target, async (write) => {
        report = await services().predictions.label(
          run,
          {
            ...{ name: path, format: formatOf(path) },
            ...(textColumn !== undefined && { textColumn }),
            chunks: () => source.chunks(),
            isStopped: () => token.isCancellationRequested,
            onProgress: (bytes, examples) => {
              // A packed file holds more than its size says.
              const share = Math.min(100, (100 * bytes) / Math.max(1, source.size));
              progress.report({ increment: share - shown, message: counted(examples, "example") });
              shown = share;
            },
          },
          write,
        );
        return report.whole;
      });
    },
  );
  if (report === undefined) throw new Error("nothing was labelled");
  return report;
}

async function tell({ examples, counts, problemCount, problems, warning }: LabelReport, target: Uri): Promise<void> {
  // The editor hands extensions no text above 50 MB, but shows it.
  await commands.executeCommand("vscode.open", target);
  const most = counts
    .filter((count) => count.examples > 0)
    .toSorted((a, b) => b.examples - a.examples)
    .slice(0, 5);
  const named = most.map((count) => `${visible(count.label)} ${String(count.examples)}`).join(", ");
  const said = `${counted(examples, "example")} labelled${named === "" ? "" : `: ${named}`}.`;
  const [first] = problems;
  const left =
    first === undefined
      ? null
      : `${counted(problemCount, "row")} not classified; the first is line ${String(first.line)}: ${first.reason}.`;
  const warnings = [left, warning].filter((sentence) => sentence !== null);
  if (warnings.length === 0) void window.showInformationMessage(said);
  else void window.showWarningMessage([said, ...warnings].join(" "));
}
