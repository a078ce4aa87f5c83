import { type QuickPickItem, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import type { LayoutChoices } from "../../data/layout.ts";
import { datasetFileOf, datasetFileText } from "../../experiment/datasetFile.ts";
import { fileName } from "../../platform/vscode/paths.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { ServicesDoor } from "../services.ts";
import { quickPickStep } from "../train/quickPickStep.ts";
import { type ColumnOption, columnOptions, type ColumnValue, layoutWords } from "./columnChoices.ts";

type OptionItem = QuickPickItem & { readonly option?: ColumnOption };
type ValueItem = QuickPickItem & { readonly value: ColumnValue };

/**
 * Shows how a dataset is read, lets the person change it, and writes what was settled beside the file. Returns whether it
 * was. UserError: the file is no dataset.
 */
export async function chooseColumns(
  title: string,
  path: string,
  services: ServicesDoor,
  canGoBack = false,
): Promise<"stored" | "back" | "left"> {
  const place = { title, step: 1, steps: 1, canGoBack };
  let summary = await services().datasets.inspect(path);
  for (;;) {
    const result = await quickPickStep<OptionItem>({
      ...place,
      placeholder: `How ${fileName(path)} is read: pick an option to change it, or keep it so`,
      items: Promise.resolve(items(summary)),
    });
    if (result.kind === "left" || result.kind === "back") return result.kind;
    const { option } = result.item;
    if (option === undefined) {
      await writeDatasetFile(path, summary, {});
      return "stored";
    }
    const value = await quickPickStep<ValueItem>({
      ...place,
      canGoBack: true,
      placeholder: `${option.label}: ${option.now} now`,
      items: Promise.resolve(option.values.map((each) => ({ label: each.label, detail: each.sentence, value: each }))),
    });
    if (value.kind === "left") return "left";
    if (value.kind === "back") continue;
    summary = (await tried(path, value.item.value.choices, services)) ?? summary;
  }
}

/** Writes how a dataset is laid out beside it. */
export async function writeDatasetFile(path: string, summary: DatasetSummary, more: LayoutChoices): Promise<void> {
  const text = datasetFileText(summary.sniffed.layout, more);
  await workspace.fs.writeFile(Uri.file(datasetFileOf(path)), new TextEncoder().encode(text));
}

/** The dataset read so; undefined, with the reason told, where it cannot be. */
async function tried(
  path: string,
  choices: LayoutChoices,
  services: ServicesDoor,
): Promise<DatasetSummary | undefined> {
  try {
    return await services().datasets.inspect(path, choices);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await window.showWarningMessage(`The file cannot be read so: ${error.what}`, { modal: true, detail: error.remedy });
    return undefined;
  }
}

function items({ sniffed, classes, examples, path }: DatasetSummary): readonly OptionItem[] {
  const counted = `${String(examples)} examples in ${String(classes.length)} classes`;
  return [
    {
      label: `Keep it so: ${layoutWords(sniffed.layout)}`,
      description: counted,
      detail: `${sniffed.reasons.join(" ")} Written to ${fileName(datasetFileOf(path))}.`,
    },
    ...columnOptions(sniffed.layout).map((option) => ({ label: option.label, description: option.now, option })),
  ];
}
