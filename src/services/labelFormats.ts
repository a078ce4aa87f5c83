import { UserError } from "../base/errors.ts";
import type { LabelFormat } from "../protocol/labelling.ts";

const formats: Readonly<Record<string, LabelFormat>> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
};

/** How a file of this name is read; one whose ending says nothing holds a text on each line. UserError: Parquet. */
export function formatOf(path: string): LabelFormat {
  if (extensionOf(path) === "parquet")
    throw new UserError(
      "The rows of a Parquet file cannot be classified as a file.",
      "Save it as csv or jsonl first.",
      {
        file: path,
      },
    );
  return formats[extensionOf(path)] ?? "text";
}

/** Where the labelled copy of a file lies unless a person says: beside it, `NAME.predicted.csv`. */
export function labelledName(path: string): string {
  const plain = path.replace(/\.gz$/i, "");
  const extension = extensionOf(path);
  const at = extension === "" ? plain.length : plain.length - extension.length - 1;
  // A label, a tab and a probability on each line.
  const ending = formatOf(path) === "text" ? "tsv" : extension;
  return `${plain.slice(0, at)}.predicted.${ending}`;
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
}
