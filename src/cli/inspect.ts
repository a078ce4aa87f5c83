import { dirname, resolve } from "node:path";
import { visible } from "../base/visible.ts";
import { splitNames } from "../data/table.ts";
import { regularFileSize } from "../platform/dataFiles.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

/** Tells how a dataset file is laid out, and its classes with their counts in each split. */
export async function inspect(file: string, options: { readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const path = resolve(file);
  await regularFileSize(path);
  const baseFolder = workspaceOf(dirname(path));
  const services = openServices({ runsFolder: defaultRunsFolder(baseFolder), baseFolder }, terminal);
  try {
    const summary = await services.datasets.inspect(path);
    if (options.json === true) terminal.out(jsonLine(summary));
    else tellDataset(summary, terminal);
    return exit.done;
  } finally {
    await services.shutdown();
  }
}

function tellDataset(summary: DatasetSummary, terminal: Terminal): void {
  const { classes, counts, examples, sniffed } = summary;
  terminal.out(`${terminal.style("bold", visible(summary.path))}  ${String(examples)} examples`);
  for (const reason of sniffed.reasons) terminal.out(visible(reason));
  if (summary.meanTokens !== null) terminal.out(`${summary.meanTokens.toFixed(1)} tokens in a text on average.`);
  if (summary.invalidBytes > 0) terminal.out(`${String(summary.invalidBytes)} byte sequences are not UTF-8.`);
  if (summary.brokenRows > 0) terminal.out(`${String(summary.brokenRows)} rows cannot be read and are left out.`);
  const splits = splitNames.filter((split) => counts[split] !== undefined);
  const rows = classes.map((name, id) => {
    const each = splits.map((split) => counts[split]?.[id] ?? 0);
    const total = each.reduce((sum, count) => sum + count, 0);
    return [name, ...each.map(String), String(total), `${((100 * total) / Math.max(1, examples)).toFixed(1)} %`];
  });
  const right = (title: string) => ({ title, align: "right" }) as const;
  const columns = [{ title: "class", align: "left" } as const, ...splits.map(right), right("all"), right("share")];
  tellTable("Classes", columns, rows, terminal);
  terminal.out("");
  terminal.out(`SHA-256 ${summary.sha256}`);
}
