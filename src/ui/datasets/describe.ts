import { type SplitName, splitNames } from "../../data/table.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import { bytes, count, counted } from "../format.ts";
import type { FoundFile } from "./found.ts";

/** A child of a dataset that was counted, in the tree. Paths name the dataset it belongs to. */
export type DatasetPart =
  | {
      readonly kind: "split";
      readonly path: string;
      readonly split: SplitName;
      readonly examples: number;
      /** The column that names the splits; null where the default split cuts them. */
      readonly column: string | null;
    }
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
export function datasetDescription(
  { location, state }: Pick<FoundFile, "location" | "state">,
  withFolder: boolean,
): string {
  return [stateWords(state), withFolder ? location : ""].filter((part) => part !== "").join(" · ");
}

function stateWords(state: FoundFile["state"]): string {
  switch (state.kind) {
    case "checking":
      return "checking";
    case "labelled":
      return countingWords(state.counting);
    case "inspected":
      return `${counted(state.summary.classes.length, "class", "classes")} · ${counted(state.summary.examples, "example")}`;
    case "broken":
      return "cannot be read";
  }
}

function countingWords(counting: number | "stopped" | undefined): string {
  if (counting === undefined) return "";
  return counting === "stopped" ? "not counted" : `counting… ${String(Math.floor(100 * counting))} %`;
}

/** What stands below a dataset while it is counted, or when that was stopped. */
export function countingRow({ state, weight }: FoundFile): { readonly label: string; readonly description: string } {
  const counting = state.kind === "labelled" ? state.counting : undefined;
  if (counting === "stopped") return { label: "Not counted: it was stopped", description: "click to count it" };
  const percent = `${String(Math.floor(100 * (counting ?? 0)))} %`;
  return { label: "Counting classes…", description: weight > 0 ? `${percent} of ${bytes(weight)}` : percent };
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
  const column = summary.sniffed.layout.splitColumn ?? null;
  const splits = splitNames.flatMap((split): DatasetPart[] => {
    const counts = summary.counts[split];
    return counts === undefined ? [] : [{ kind: "split", path, split, examples: total(counts), column }];
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

/** What a split or a class holds, as a sentence; of a split also what cuts it. */
export function partTooltip(part: DatasetPart): string {
  if (part.kind === "class") return `${part.name}: ${partDescription(part)}`;
  const by = part.column === null ? "under the default split" : `as the column ${part.column} splits them`;
  return `${part.split}: ${partDescription(part)} ${by}`;
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
