import type { SplitName } from "../../data/table.ts";
import { classMetrics } from "../confusion.ts";
import type { MetricId } from "../metrics.ts";
import { metricNamed } from "../metricTable.ts";
import type { RunRecord } from "../record.ts";
import type { Gate, ParsedGates } from "./parse.ts";
import type { GatesSpec } from "./spec.ts";

/** Whether a gate holds, in words that a diff can be made of. */
export interface GateResult {
  readonly gate: Gate;
  readonly passed: boolean;
  /** `macro F1 of at least 0.8 on test` */
  readonly expected: string;
  /** `macro F1 of 0.7312 on test` */
  readonly actual: string;
}

/** What a run gets wrong that its baseline gets right; a sentence where the two cannot be compared. */
export type Regressions = { readonly count: number; readonly examples: readonly string[] } | string;

export interface Measured {
  readonly record: RunRecord;
  readonly split: SplitName;
  /** Only where a gate asks for it. */
  readonly regressions: Regressions | null;
}

/** The split that gates are measured on: what is asked for, else test where the run has it, else validation. */
export function gatedSplit({ spec }: ParsedGates, record: RunRecord): SplitName {
  return spec.split ?? (record.metrics.test === undefined ? "validation" : "test");
}

/** Judges every gate; a figure that the run does not have fails its gate. */
export function judgeGates({ spec, gates }: ParsedGates, measured: Measured): readonly GateResult[] {
  return gates.map((gate) => {
    const [kind, name = ""] = gate.path;
    if (kind === "minimum" || kind === "maximum") return metricGate(gate, name as MetricId, kind, spec, measured);
    if (kind === "recall") return recallGate(gate, name, spec.recall?.[name] ?? NaN, measured);
    return regressionGate(gate, spec.regressions?.most ?? 0, measured);
  });
}

/** Every gate as failed for one reason, such as a run that did not finish. */
export function failAll({ gates }: ParsedGates, reason: string): readonly GateResult[] {
  return gates.map((gate) => ({ gate, passed: false, expected: "a run that finished", actual: reason }));
}

function metricGate(
  gate: Gate,
  id: MetricId,
  kind: "minimum" | "maximum",
  spec: GatesSpec,
  { record, split }: Measured,
): GateResult {
  const bound = spec[kind]?.[id] ?? NaN;
  const value = record.metrics[split]?.[id] ?? null;
  const passed = value !== null && (kind === "minimum" ? value >= bound : value <= bound);
  const relation = kind === "minimum" ? "at least" : "at most";
  return told(gate, metricNamed(id)?.title ?? id, relation, bound, value, split, passed);
}

function recallGate(gate: Gate, label: string, bound: number, { record, split }: Measured): GateResult {
  const classes = record.data?.classes ?? [];
  const counts = record.confusion[split];
  const recall = counts === undefined ? undefined : classMetrics(counts, classes)[classes.indexOf(label)]?.recall;
  if (counts !== undefined && !classes.includes(label))
    return {
      ...{ gate, passed: false, expected: `a class “${label}”` },
      actual: `the classes ${classes
        .slice(0, 20)
        .map((name) => `“${name}”`)
        .join(", ")}`,
    };
  return told(gate, `recall of “${label}”`, "at least", bound, recall ?? null, split, (recall ?? -1) >= bound);
}

function regressionGate(gate: Gate, most: number, { regressions, split }: Measured): GateResult {
  const expected = `at most ${String(most)} regressions on ${split}`;
  if (regressions === null || typeof regressions === "string")
    return { gate, passed: false, expected, actual: regressions ?? "not compared" };
  const { count, examples } = regressions;
  const listed = examples.map((example) => `\n  ${example}`).join("");
  return {
    gate,
    passed: count <= most,
    expected,
    actual: `${String(count)} regressions on ${split}${count > most ? listed : ""}`,
  };
}

function told(
  gate: Gate,
  what: string,
  relation: string,
  bound: number,
  value: number | null,
  split: SplitName,
  passed: boolean,
): GateResult {
  return {
    ...{ gate, passed, expected: `${what} of ${relation} ${String(bound)} on ${split}` },
    actual: value === null ? `no ${what} on ${split}` : `${what} of ${figure(value, bound)} on ${split}`,
  };
}

/** As many decimals as tell it from the bound, at least four. */
function figure(value: number, bound: number): string {
  for (let digits = 4; digits < 15; digits++) {
    const text = value.toFixed(digits);
    if (value === bound || Number(text) !== bound) return text;
  }
  return String(value);
}
