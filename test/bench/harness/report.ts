import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import type { Figures } from "./inTurn.ts";
import { results, root } from "./places.ts";
import type { Row } from "./workload.ts";

/** What became of one workload. */
export interface WorkloadResult {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly remarks: readonly string[];
  readonly failure?: string;
}

const head = ["", "workload", "ours", "peer", "times as fast", "target", "accuracy: ours, peer", "peer is"];

/** Machine and versions, one line each. */
export function machineLines(flavour: string): readonly string[] {
  const processors = cpus();
  const commit = ((): string => {
    try {
      return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
    } catch {
      return "unknown";
    }
  })();
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, commit ${commit}`,
    `${processors[0]?.model ?? "unknown processor"}, ${String(processors.length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}`,
    `Node ${process.versions.node} (V8 ${process.versions.v8}), kernels ${flavour}`,
    `load average before the first run ${(loadavg()[0] ?? 0).toFixed(2)}`,
  ];
}

/** The table as cells, its head first. */
export function tableOf(workloads: readonly WorkloadResult[]): readonly (readonly string[])[] {
  const body = workloads.flatMap(({ id, rows, failure }) => [
    ...rows.map((row) => cellsOf(id, row)),
    ...(failure === undefined ? [] : [[id, `not measured: ${failure}`, "", "", "", "", "", ""]]),
  ]);
  return [head, ...body];
}

function cellsOf(id: string, row: Row): readonly string[] {
  const { ours, peer, target, what } = row;
  const ratio =
    peer === undefined ? "" : `${times(peer.median / ours.median)} (least: ${times(peer.least / ours.least)})`;
  return [
    id,
    what,
    timeOf(row, ours),
    peer === undefined ? "none" : timeOf(row, peer),
    ratio,
    `≥ ${String(target)}`,
    agreement(row),
    peer?.name ?? "",
  ];
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`;
}

function timeOf({ steps }: Row, { median }: Figures): string {
  if (steps !== undefined) return `${((median / steps) * 1e6).toPrecision(3)} µs`;
  return median < 1 ? `${(median * 1000).toPrecision(3)} ms` : `${median.toPrecision(3)} s`;
}

function agreement({ ours, peer, checked }: Row): string {
  const parts: string[] = [];
  const pair = (a: number | undefined, b: number | undefined, show: (value: number) => string): string =>
    [a, b].map((value) => (value === undefined ? "–" : show(value))).join(", ");
  if (ours.accuracy !== undefined) {
    parts.push(pair(ours.accuracy, peer?.accuracy, (value) => value.toFixed(3).replace(/^0/u, "")));
  }
  if (checked !== undefined) parts.push(`${checked} ${pair(ours.check, peer?.check, (value) => value.toPrecision(6))}`);
  return parts.join("; ");
}

/** Columns lined up for a terminal. */
export function lined(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Writes bench.md and bench.json beside each other; returns the path of the former. */
export async function writeReport(
  machine: readonly string[],
  workloads: readonly WorkloadResult[],
  seconds: number,
): Promise<string> {
  await mkdir(results, { recursive: true });
  const [first = [], ...body] = tableOf(workloads);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const text = [
    "# Bench",
    "",
    ...machine.map((each) => `- ${each}`),
    "",
    line(first),
    line(first.map(() => "---")),
    ...body.map(line),
    "",
    "Medians of runs in turn; “least” compares the fastest run of each side.",
    "",
    ...workloads.flatMap(({ id, title, remarks }) => [
      `- ${id}: ${title}`,
      ...remarks.map((remark) => `  - ${remark}`),
    ]),
    "",
  ].join("\n");
  await writeFile(join(results, "bench.md"), text);
  await writeFile(join(results, "bench.json"), `${JSON.stringify({ machine, seconds, workloads }, null, 2)}\n`);
  return join(results, "bench.md");
}
