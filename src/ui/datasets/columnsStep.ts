import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import { UserError } from "../../base/errors.ts";
import type { LayoutChoices } from "../../data/layout.ts";
import { datasetFileOf, datasetFileText } from "../../experiment/datasetFile.ts";
import { replaceOwnedFile } from "../../platform/ownedFile.ts";
import { fileName } from "../../platform/vscode/paths.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import { counted, withoutIcons } from "../format.ts";
import type { ServicesDoor } from "../services.ts";
import { quickPickStep } from "../train/quickPickStep.ts";
import { inspectWatched } from "./inspectWatched.ts";
import { type ColumnOption, columnOptions, type ColumnValue, layoutWords } from "./columnChoices.ts";

type OptionItem = QuickPickItem & { readonly does: "keep" | "tell" | ColumnOption };
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
  const first = await inspectWatched(services().datasets, path);
  if (first === null) return "left";
  let summary = first;
  for (;;) {
    const result = await quickPickStep<OptionItem>({
      ...place,
      placeholder: `How ${fileName(path)} is read: pick an option to change it, or keep it so`,
      items: Promise.resolve(items(summary)),
    });
    if (result.kind === "left" || result.kind === "back") return result.kind;
    const { does } = result.item;
    if (does === "tell") continue;
    if (does === "keep") {
      await writeDatasetFile(path, summary, {});
      return "stored";
    }
    const values = does.values.map((value) => valueItem(value, does));
    const value = await quickPickStep<ValueItem>({
      ...place,
      canGoBack: true,
      placeholder: `${does.label}: what it is in ${fileName(path)}`,
      items: Promise.resolve(values),
      active: values.find(({ value: { label } }) => label === does.now),
    });
    if (value.kind === "left") return "left";
    if (value.kind === "back") continue;
    summary = (await tried(path, value.item.value.choices, services)) ?? summary;
  }
}

/** Writes how a dataset is laid out beside it. */
export async function writeDatasetFile(path: string, summary: DatasetSummary, more: LayoutChoices): Promise<void> {
  const text = datasetFileText(summary.sniffed.layout, more);
  await replaceOwnedFile(datasetFileOf(path), text);
}

/** The dataset read so; undefined, with the reason told, where it cannot be. */
async function tried(
  path: string,
  choices: LayoutChoices,
  services: ServicesDoor,
): Promise<DatasetSummary | undefined> {
  try {
    return (await inspectWatched(services().datasets, path, choices)) ?? undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await window.showWarningMessage(`The file cannot be read so: ${error.what}`, { modal: true, detail: error.remedy });
    return undefined;
  }
}

function valueItem(value: ColumnValue, { now }: ColumnOption): ValueItem {
  const { label, sentence } = value;
  return { label: withoutIcons(label), ...(label === now && { description: "as it is now" }), detail: sentence, value };
}

function items({ sniffed, classes, examples, path }: DatasetSummary): readonly OptionItem[] {
  const { layout, reasons } = sniffed;
  return [
    {
      label: withoutIcons(`Keep it so: ${layoutWords(layout)}`),
      description: `${counted(examples, "example")} in ${counted(classes.length, "class", "classes")}`,
      detail: `Written to ${fileName(datasetFileOf(path))}; nothing is guessed from then on.`,
      does: "keep",
    },
    ...columnOptions(layout).map((option) => ({
      label: option.label,
      description: withoutIcons(option.now),
      does: option,
    })),
    { label: "How it was found", kind: QuickPickItemKind.Separator, does: "tell" },
    ...reasons.map((reason): OptionItem => ({ label: withoutIcons(reason), does: "tell" })),
  ];
}
