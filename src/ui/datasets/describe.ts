import { type SplitName, splitNames } from "../../data/table.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import { count, counted } from "../format.ts";
import type { FoundFile } from "./found.ts";

/** A child of a dataset in the tree. Paths name the dataset it belongs to. */
export type DatasetPart =
  | { readonly kind: "split"; readonly path: string; readonly split: SplitName; readonly examples: number }
  | {
      readonly kind: "class";
      readonly path: string;
      /** Null for the counts over all splits. */
      readonly split: SplitName | null;
      readonly name: string;
      readonly examples: number;
      readonly share: number;
    };

/** The line beside a dataset's name; its folder where the name alone is not enough. */
export function datasetDescription({ location, state }: FoundFile, withFolder: boolean): string {
  return [stateWords(state), withFolder ? location : ""].filter((part) => part !== "").join(" · ");
}

function stateWords(state: FoundFile["state"]): string {
  switch (state.kind) {
    case "checking":
      return "checking";
    case "labelled":
      return "";
    case "inspected":
      return `${counted(state.summary.classes.length, "class", "classes")} · ${counted(state.summary.examples, "example")}`;
    case "broken":
      return "cannot be read";
  }
}

/** Everything that is known of a dataset as plain lines. */
export function datasetTooltip({ path, state }: FoundFile): string {
  if (state.kind === "broken") return `${path}\n\n${state.reason}`;
  if (state.kind !== "inspected") return path;
  const { summary } = state;
  const { layout, reasons } = summary.sniffed;
  const columns = [
    ...(layout.numeric.length > 0 ? [`numbers: ${layout.numeric.join(", ")}`] : []),
    ...(layout.categories === undefined ? [] : [`few values: ${layout.categories.join(", ")}`]),
  ];
  const input = layout.text === undefined ? columns.join("; ") : `text: ${layout.text}`;
  return [
    path,
    "",
    `label: ${layout.label}`,
    cut(input, 300),
    ...(summary.meanTokens === null ? [] : [`${summary.meanTokens.toFixed(1)} tokens a text on average`]),
    ...(summary.brokenRows === 0 ? [] : [`${counted(summary.brokenRows, "row")} left out`]),
    ...(summary.invalidBytes === 0 ? [] : [`${counted(summary.invalidBytes, "byte sequence")} that are not UTF-8`]),
    ...(summary.skippedRows === 0 ? [] : [`${counted(summary.skippedRows, "row")} skipped`]),
    ...summary.notes,
    "",
    ...reasons,
  ].join("\n");
}

/** The splits of a dataset, then its classes with their counts over all splits. */
export function datasetParts(path: string, summary: DatasetSummary): readonly DatasetPart[] {
  const splits = splitNames.flatMap((split): DatasetPart[] => {
    const counts = summary.counts[split];
    return counts === undefined ? [] : [{ kind: "split", path, split, examples: total(counts) }];
  });
  const overall = summary.classes.map((_, id) => total(splitNames.map((split) => summary.counts[split]?.[id] ?? 0)));
  return [...splits, ...classParts(path, null, summary.classes, overall)];
}

/** The classes of one split. */
export function splitParts(path: string, split: SplitName, summary: DatasetSummary): readonly DatasetPart[] {
  return classParts(path, split, summary.classes, summary.counts[split] ?? []);
}

export function partDescription(part: DatasetPart): string {
  if (part.kind === "split") return counted(part.examples, "example");
  return `${count(part.examples)} · ${(part.share * 100).toFixed(part.share < 0.01 ? 2 : 1)} %`;
}

function classParts(
  path: string,
  split: SplitName | null,
  classes: readonly string[],
  counts: readonly number[],
): DatasetPart[] {
  const all = total(counts);
  return classes.map((name, id) => {
    const examples = counts[id] ?? 0;
    return { kind: "class", path, split, name, examples, share: all === 0 ? 0 : examples / all };
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, value) => sum + value, 0);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
