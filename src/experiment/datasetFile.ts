import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { type FileLayout, type LayoutChoices, usedColumns } from "../data/layout.ts";
import { layoutOf } from "./document.ts";
import { readJsonText } from "./jsonText.ts";
import { layoutKeys } from "./specDataset.ts";

/** What stands beside a labelled file: how it is laid out, once somebody has said so. */
export const datasetFileSchema = z
  .strictObject({
    $schema: z.string().describe("The JSON schema of this file, for editors.").exactOptional(),
    ...layoutKeys,
  })
  .describe("How the labelled file beside this one is laid out; what is left out is found from its first lines.");

/** `reviews.csv` → `reviews.csv.dataset.json`; of a folder beside it. */
export function datasetFileOf(path: string): string {
  return `${path}.dataset.json`;
}

export function isDatasetFile(name: string): boolean {
  return name.endsWith(datasetFileOf(""));
}

/** The choices in the text of a dataset file. UserError that names file, line and key. */
export function parseDatasetFile(text: string, file: string): LayoutChoices {
  const json = readJsonText(text, file);
  const parsed = datasetFileSchema.safeParse(json.value);
  if (parsed.success) {
    const choices = { ...parsed.data };
    delete choices.$schema;
    return choices;
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw new UserError(
    `The dataset file cannot be used: ${issue?.message ?? "it is not what it should be"}.`,
    "Mend it, or delete it to have the layout found anew.",
    { file, line: json.lineOf(path), ...(path.length > 0 && { field: path.map(String).join(".") }) },
  );
}

/** A layout as the text of a dataset file, with nothing left to guess. */
export function datasetFileText(layout: FileLayout, more: LayoutChoices = {}): string {
  const { format, delimiter, header, encoding } = layout;
  const table = format === "table" ? { delimiter, header } : {};
  const named = ["folders", "classFiles", "parquet"].includes(format) || encoding !== undefined;
  const content = {
    ...layoutOf(layout),
    ...table,
    ...(splitsByNone(layout) && { splitColumn: false }),
    ...(!named && { encoding: "utf-8" }),
    ...more,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Whether columns are left over, of which one could be taken for that of the splits though none is. */
function splitsByNone(layout: FileLayout): boolean {
  const used = usedColumns(layout);
  return layout.splitColumn === undefined && layout.columns.some((name) => !used.includes(name));
}

/**
 * What counts where both a dataset file and an experiment say something: the experiment by key, and all of it where it
 * names the format.
 */
export function mergedChoices(stored: LayoutChoices | null, said: LayoutChoices): LayoutChoices {
  return stored === null || said.format !== undefined ? said : { ...stored, ...said };
}
