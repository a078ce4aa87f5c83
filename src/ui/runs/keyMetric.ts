import { metricNamed } from "../../experiment/metricTable.ts";
import type { ListedRecord } from "../../experiment/listedRecord.ts";
import { keyMetricOf } from "../../services/ranking.ts";
import { figure } from "../format.ts";

/** The key metric of a run as screens write it: `accuracy .852`, the split named unless it is validation. Null where there is none. */
export function keyFigure(record: Pick<ListedRecord, "metrics" | "best" | "last">, keyMetric: string): string | null {
  const value = keyMetricOf(record, keyMetric);
  if (value === null) return null;
  const name = keyMetric.split(".").filter((part) => part !== "validation");
  return `${name.map((part) => metricNamed(part)?.title ?? part).join(" ")} ${figure(value)}`;
}
