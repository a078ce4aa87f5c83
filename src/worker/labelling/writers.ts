import type { LabelFormat } from "../../protocol/labelling.ts";
import type { InputRow } from "./rows.ts";

/** What a model says of one row; null where it could not be classified. */
export interface RowPrediction {
  readonly predictedClass: number;
  /** By class id. */
  readonly outputs: Float32Array;
}

export interface WriterOptions {
  readonly format: LabelFormat;
  readonly asJson: boolean;
  readonly classes: readonly string[];
  readonly outputs: "probabilities" | "margins";
  /** The name of the text where a row is but a text. */
  readonly textName: string;
}

/** Writes rows again, each with its prediction behind what it held. */
export interface RowWriter {
  /** Names of the columns, with the end of the line; "" where the format has none. */
  header(columns: readonly string[]): string;
  row(row: InputRow, prediction: RowPrediction | null, columns: readonly string[] | null): string;
}

export function createWriter(options: WriterOptions): RowWriter {
  if (options.asJson || options.format === "jsonl") return objectWriter(options);
  return options.format === "text" ? textWriter(options) : tableWriter(options);
}

/** The label, a tab, its probability. */
function textWriter({ classes }: WriterOptions): RowWriter {
  return {
    header: () => "",
    row: (_, prediction) =>
      prediction === null
        ? "\t\n"
        : `${cellIn(classes[prediction.predictedClass] ?? "")}\t${figure(prediction.outputs[prediction.predictedClass])}\n`,
  };
}

/** A label on one line of its own. */
function cellIn(text: string): string {
  return text.replace(/[\t\r\n]/g, " ");
}

function objectWriter({ classes, outputs, textName }: WriterOptions): RowWriter {
  return {
    header: () => "",
    row({ kept }, prediction, columns) {
      const fields = fieldsOf(kept, columns, textName);
      const told =
        prediction === null
          ? null
          : Object.fromEntries(classes.map((name, id) => [name, numberOf(prediction.outputs[id])]));
      const added = [
        ["predicted", prediction === null ? null : (classes[prediction.predictedClass] ?? "")],
        [outputs, told],
      ] as const;
      const whole: Record<string, unknown> = { ...fields };
      for (const [name, value] of added) whole[freeName(name, Object.keys(fields))] = value;
      return `${JSON.stringify(whole)}\n`;
    },
  };
}

function fieldsOf(
  kept: InputRow["kept"],
  columns: readonly string[] | null,
  textName: string,
): Readonly<Record<string, unknown>> {
  if (typeof kept === "string") return { [textName]: kept };
  if (!isCells(kept)) return kept;
  return Object.fromEntries(kept.map((cell, at) => [columns?.[at] ?? `column${String(at + 1)}`, cell]));
}

function isCells(kept: readonly string[] | Readonly<Record<string, unknown>>): kept is readonly string[] {
  return Array.isArray(kept);
}

function tableWriter({ format, classes, outputs }: WriterOptions): RowWriter {
  const delimiter = format === "csv" ? "," : "\t";
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\n`;
  const word = outputs === "margins" ? "margin" : "probability";
  return {
    header: (columns) =>
      line([
        ...columns,
        ...["predicted", ...classes.map((name) => `${word} ${name}`)].map((name) => freeName(name, columns)),
      ]),
    row({ kept }, prediction, columns) {
      const cells = isTable(kept) ? kept : [];
      // A row that is too short must not move its prediction under another column.
      const padding = Array<string>(Math.max(0, (columns?.length ?? 0) - cells.length)).fill("");
      const added =
        prediction === null
          ? Array<string>(classes.length + 1).fill("")
          : [classes[prediction.predictedClass] ?? "", ...Array.from(prediction.outputs, figure)];
      return line([...cells, ...padding, ...added]);
    },
  };
}

function isTable(kept: InputRow["kept"]): kept is readonly string[] {
  return Array.isArray(kept);
}

/** RFC 4180: what has quotes, delimiters or line breaks in it stands in quotes. */
function quoted(cell: string, delimiter: string): string {
  const plain = !cell.includes('"') && !cell.includes(delimiter) && !/[\r\n]/.test(cell);
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

/** The name, or one that is not taken yet. */
function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let at = 2; taken.includes(free); at++) free = `${name} (${String(at)})`;
  return free;
}

/** Seven digits hold all that a probability was computed to. */
function figure(output: number | undefined): string {
  const value = numberOf(output);
  return value === null ? "" : String(value);
}

function numberOf(output: number | undefined): number | null {
  return output === undefined || !Number.isFinite(output) ? null : Number(output.toPrecision(7));
}
