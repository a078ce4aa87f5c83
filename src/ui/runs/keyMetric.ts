import type { RunRecord } from "../../experiment/record.ts";
import { keyMetricOf } from "../../services/ranking.ts";
import { figure } from "../format.ts";

const words: Readonly<Record<string, string>> = {
  validation: "val",
  balancedAccuracy: "balanced accuracy",
  macroF1: "macro F1",
  logLoss: "log loss",
};

/** The key metric of a run as screens write it, `val accuracy .852`; null where the run has none. */
export function keyFigure(record: RunRecord, keyMetric: string): string | null {
  const value = keyMetricOf(record, keyMetric);
  if (value === null) return null;
  const name = keyMetric.split(".").map((part) => words[part] ?? part);
  return `${name.join(" ")} ${figure(value)}`;
}
