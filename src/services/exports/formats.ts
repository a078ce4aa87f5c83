import { runTitle } from "../../experiment/describe.ts";
import type { RunAnnotations, RunRecord } from "../../experiment/record.ts";

/** What a run can be exported to, as screens and the command line name it; `exporters.ts` has who makes it. */
export interface ExportFormat {
  readonly id: ExportId;
  readonly title: string;
  /** One plain sentence. */
  readonly detail: string;
  /** A single file with this ending, or a folder of several files. */
  readonly makes: { readonly kind: "file"; readonly ending: string } | { readonly kind: "folder" };
}

export type ExportId =
  "onnx" | "safetensors" | "javascript" | "pytorch" | "numpy" | "scikit-learn" | "json" | "csv" | "markdown" | "bundle";

const file = (ending: string) => ({ kind: "file", ending }) as const;
const folder = { kind: "folder" } as const;

/** To add a format: an entry here and one in `exporters.ts`. */
const formats: Readonly<Record<ExportId, Omit<ExportFormat, "id">>> = {
  onnx: {
    title: "ONNX",
    detail: "The model for ONNX Runtime and others, with a file that says how its input is made.",
    makes: folder,
  },
  safetensors: {
    title: "safetensors",
    detail: "The model's arrays and fitted features in one file that Python, Rust and others read.",
    makes: file("safetensors"),
  },
  javascript: {
    title: "JavaScript module",
    detail: "A module without dependencies that predicts: for a page, a server or a script.",
    makes: folder,
  },
  pytorch: {
    title: "PyTorch script",
    detail: "A readable script that trains the same anew: features, weights and batch order.",
    makes: folder,
  },
  numpy: {
    title: "NumPy script",
    detail: "The same with NumPy alone: a forward and a backward formula for each layer.",
    makes: folder,
  },
  "scikit-learn": {
    title: "scikit-learn script",
    detail: "A script that fits logistic regression, naive Bayes or perceptron on the same features.",
    makes: folder,
  },
  json: {
    title: "JSON",
    detail: "Everything about the run in one file: settings, curve, metrics, model and features.",
    makes: file("json"),
  },
  csv: {
    title: "Predictions as CSV",
    detail: "A line for each example: its place, label, prediction and an output for each class.",
    makes: file("csv"),
  },
  markdown: {
    title: "Report in Markdown",
    detail: "Settings, metrics, confusion table and pictures of the curves, to read or to print.",
    makes: folder,
  },
  bundle: {
    title: "Bundle",
    detail: "One file from which another person trains the run again and compares what comes out.",
    makes: file("benchtop.zip"),
  },
};

export const exportFormats: readonly ExportFormat[] = Object.entries(formats).map(([id, format]) => ({
  id: id as ExportId,
  ...format,
}));

export function isExportId(id: string): id is ExportId {
  return Object.hasOwn(formats, id);
}

export function exportFormat(id: ExportId): ExportFormat {
  return { id, ...formats[id] };
}

/** What the file or folder is called unless a person says otherwise: safe on every system, whatever the run's title holds. */
export function exportName(
  format: ExportFormat,
  run: Pick<RunRecord, "experiment" | "experimentFile" | "sweep" | "id">,
  annotations: Pick<RunAnnotations, "name"> = {},
): string {
  const title = runTitle(run, annotations)
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  // Characters of a name may take four bytes each, and systems allow 255; Windows knows devices by name.
  const name = title === "" || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(title) ? run.id : title;
  return format.makes.kind === "file" ? `${name}.${format.makes.ending}` : `${name}-${format.id}`;
}
