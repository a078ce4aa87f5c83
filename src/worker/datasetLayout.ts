import type { LayoutChoices } from "../data/layout.ts";
import { datasetFileOf, mergedChoices, parseDatasetFile } from "../experiment/datasetFile.ts";
import type { DataFiles } from "./ports.ts";

/** What is known of a dataset's layout: its dataset file, and what an experiment says. UserError: a spoilt dataset file. */
export async function choicesFor(
  files: DataFiles,
  path: string,
  said: LayoutChoices,
): Promise<{ readonly choices: LayoutChoices; readonly stored: boolean }> {
  const file = datasetFileOf(path);
  const text = await files.textOf(file);
  if (text === null) return { choices: said, stored: false };
  return { choices: mergedChoices(parseDatasetFile(text, file), said), stored: true };
}
