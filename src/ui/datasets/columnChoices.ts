import type { FileLayout, LayoutChoices } from "../../data/layout.ts";
import { layoutOf } from "../../experiment/document.ts";
import { formatSentences } from "../../experiment/specDataset.ts";

/** A value of an option: what it is called, what it means, and the choices that it makes. */
export interface ColumnValue {
  readonly label: string;
  readonly sentence: string;
  readonly choices: LayoutChoices;
}

/** Something about a layout that can be chosen. */
export interface ColumnOption {
  readonly label: string;
  /** The label of the value that it has now. */
  readonly now: string;
  readonly values: readonly ColumnValue[];
}

const delimiterNames = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" } as const;
const encodingNames = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, low byte first",
  "utf-16be": "UTF-16, high byte first",
  "latin-1": "latin-1 (Windows-1252)",
} as const;

/** A layout in a line: what is learned from, and what is told apart. */
export function layoutWords({ label, text, numeric, categories = [], sparse }: FileLayout): string {
  const features = [...numeric, ...categories];
  if (text !== undefined) return `text "${text}", label "${label}"`;
  if (sparse !== undefined) return `index:value pairs, label "${label}"`;
  return `${features.length === 1 ? "1 column" : `${String(features.length)} columns`}, label "${label}"`;
}

/** The options that go with a layout. A new format is looked at anew; everything else keeps the rest as it is. */
export function columnOptions(layout: FileLayout): readonly ColumnOption[] {
  const now: LayoutChoices = chosen(layout);
  const isTable = layout.format === "table";
  const isParquet = layout.format === "parquet";
  const isNamed = isTable || isParquet || layout.format === "json" || layout.format === "jsonl";
  const isFolder = layout.format === "folders" || layout.format === "classFiles";
  return [
    ...(isNamed ? [labelOption(layout, now), inputOption(layout, now), splitOption(layout, now)] : []),
    ...(layout.format === "fastText" ? [severalOption(layout, now)] : []),
    ...(isParquet ? [] : [formatOption(layout, now, isFolder)]),
    ...(isTable ? [delimiterOption(layout, now), headerOption(layout, now)] : []),
    ...(isParquet ? [] : [encodingOption(layout, now)]),
  ];
}

/** All that a layout says, as choices. */
function chosen(layout: FileLayout): LayoutChoices {
  const { format, delimiter, header } = layout;
  return { ...layoutOf(layout), ...(format === "table" && { delimiter, header }) };
}

function labelOption({ label, columns }: FileLayout, now: LayoutChoices): ColumnOption {
  const { features, text, ...rest } = now;
  const values = columns.map((name) => ({
    label: name,
    sentence: "Its values are the classes to tell apart.",
    choices: {
      ...rest,
      ...(text !== undefined && text !== name && { text }),
      ...(text === undefined && features !== undefined && { features: features.filter((each) => each !== name) }),
      label: name,
    },
  }));
  return { label: "Label", now: label, values };
}

function inputOption({ columns, label, text }: FileLayout, now: LayoutChoices): ColumnOption {
  const rest = withoutInput(now);
  const others = columns.filter((name) => name !== label);
  const values = others.map((name) => ({
    label: name,
    sentence: "Its texts are what is learned from.",
    choices: { ...rest, text: name },
  }));
  const numbers = {
    label: "Columns of numbers and of few values",
    sentence: "All others are learned from, where they hold such.",
    choices: { ...rest, features: others },
  };
  return { label: "Learned from", now: text ?? numbers.label, values: [...values, numbers] };
}

function splitOption({ columns, label, text, splitColumn }: FileLayout, now: LayoutChoices): ColumnOption {
  const others = columns.filter((name) => name !== label && name !== text);
  const none = {
    label: "No column",
    sentence: "The shares of the split decide.",
    choices: { ...now, splitColumn: false as const },
  };
  const values = others.map((name) => ({
    label: name,
    sentence: "Its values say train, validation or test of each row.",
    choices: { ...withoutFeature(now, name), splitColumn: name },
  }));
  return { label: "Split by", now: splitColumn ?? none.label, values: [none, ...values] };
}

function withoutFeature(now: LayoutChoices, name: string): LayoutChoices {
  const { features, ...rest } = now;
  const left = features?.filter((each) => each !== name) ?? [];
  return left.length === 0 ? rest : { ...rest, features: left };
}

function severalOption({ severalLabels }: FileLayout, now: LayoutChoices): ColumnOption {
  const values = [
    {
      label: "The first counts",
      sentence: "Of several labels on a line.",
      choices: { ...now, severalLabels: "first" },
    },
    {
      label: "Each counts",
      sentence: "A line is an example of each label.",
      choices: { ...now, severalLabels: "each" },
    },
  ] as const;
  return { label: "Several labels", now: values[severalLabels === "each" ? 1 : 0].label, values };
}

function formatOption({ skip }: FileLayout, { format = "csv" }: LayoutChoices, isFolder: boolean): ColumnOption {
  const names = isFolder
    ? (["folders", "classFiles"] as const)
    : (["csv", "tsv", "table", "lines", "fastText", "jsonl", "json", "svmlight"] as const);
  const values = names.map((name) => ({
    label: name,
    sentence: formatSentences[name],
    choices: { format: name, ...(skip !== undefined && { skip }) },
  }));
  return { label: "Format", now: format, values };
}

function delimiterOption({ delimiter }: FileLayout, now: LayoutChoices): ColumnOption {
  const rest = withoutColumns(now);
  const values = ([",", ";", "\t", "|"] as const).map((sign) => ({
    label: delimiterNames[sign],
    sentence: "The fields of a row are parted by them.",
    choices: { ...rest, format: "table" as const, delimiter: sign },
  }));
  return { label: "Delimiter", now: delimiterNames[delimiter], values };
}

function headerOption({ header }: FileLayout, now: LayoutChoices): ColumnOption {
  const rest = withoutColumns(now);
  const values = [
    { label: "Names of columns", sentence: "The first row is a header.", choices: { ...rest, header: true } },
    { label: "An example", sentence: "The columns are numbered.", choices: { ...rest, header: false } },
  ] as const;
  return { label: "First row", now: values[header ? 0 : 1].label, values };
}

function encodingOption({ encoding }: FileLayout, now: LayoutChoices): ColumnOption {
  const values = (["utf-8", "latin-1", "utf-16le", "utf-16be"] as const).map((name) => ({
    label: encodingNames[name],
    sentence: "How the characters are stored.",
    choices: { ...now, encoding: name },
  }));
  return { label: "Encoding", now: encodingNames[encoding ?? "utf-8"], values };
}

function withoutInput(choices: LayoutChoices): LayoutChoices {
  const rest: { -readonly [K in keyof LayoutChoices]: LayoutChoices[K] } = { ...choices };
  delete rest.text;
  delete rest.features;
  return rest;
}

/** Other columns come of another delimiter or header. */
function withoutColumns(choices: LayoutChoices): LayoutChoices {
  const rest: { -readonly [K in keyof LayoutChoices]: LayoutChoices[K] } = { ...withoutInput(choices) };
  delete rest.label;
  return rest;
}
