import type { RunRecord } from "../../experiment/record.ts";
import { keyMetricOf } from "../../services/ranking.ts";
import { figure } from "../format.ts";

const words: Readonly<Record<string, string>> = {
  balancedAccuracy: "balanced accuracy",
  macroF1: "macro F1",
  logLoss: "log loss",
};

/** The key metric of a run as screens write it: `accuracy .852`, the split named unless it is validation. Null where there is none. */
export function keyFigure(record: RunRecord, keyMetric: string): string | null {
  const value = keyMetricOf(record, keyMetric);
  if (value === null) return null;
  const name = keyMetric.split(".").filter((part) => part !== "validation");
  return `${name.map((part) => words[part] ?? part).join(" ")} ${figure(value)}`;
}
