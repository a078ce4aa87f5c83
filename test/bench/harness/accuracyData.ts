import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExperimentInput } from "../../../src/experiment/spec.ts";
import { parseCsv } from "./csv.ts";
import { dataFolder, exchangeFolder, root } from "./places.ts";

/** A dataset that accuracies are compared on. */
export interface AccuracyData {
  readonly name: string;
  readonly title: string;
  readonly dataset: ExperimentInput["dataset"];
  readonly split: NonNullable<ExperimentInput["split"]>;
  /** Whether the seed draws another split. */
  readonly seeded: boolean;
  readonly judged: "validation" | "test";
  readonly vectors?: string;
}

/** Splits of 80 to 20 by class; given test sets where there are some, trained on all the rest. */
export async function accuracyData(): Promise<readonly AccuracyData[]> {
  const data = dataFolder();
  const glove = join(data, "glove", "glove.6B.50d.union.txt");
  const fifth = {
    split: { train: 0.8, validation: 0.2, test: 0 },
    seeded: true,
    judged: "validation",
  } as const;
  const given = { split: { validation: 0 }, seeded: false, judged: "test" } as const;
  return [
    {
      name: "4dim",
      title: "4dim: deceptive reviews",
      dataset: join(data, "op-spam", "4dim.train.txt"),
      vectors: glove,
      ...fifth,
    },
    { name: "odiya", title: "odiya: headlines", dataset: join(data, "odiya", "odiya.train.txt"), ...fifth },
    {
      ...{ name: "r8", title: "R8: Reuters newswire, given test set" },
      dataset: { train: join(data, "r8", "train.txt"), test: join(data, "r8", "test.txt") },
      ...given,
    },
    {
      ...{ name: "agnews", title: "AG News: trained on 10,000, tested on titles with descriptions" },
      dataset: {
        train: join(data, "agnews", "alps.dev.tsv"),
        test: await agNewsTest(join(data, "agnews", "test.csv")),
      },
      ...given,
    },
    {
      ...{ name: "federalist", title: "Federalist papers: paragraphs, papers whole in one split" },
      dataset: join(root, "samples", "authors", "authors.csv"),
      ...fifth,
      split: { train: 0.8, validation: 0.2, test: 0, groupColumn: "paper" },
    },
  ];
}

const classes = ["", "World", "Sports", "Business", "Sci/Tech"];

/** The official test set as lines of text and label: its file has the class by number, and title and description apart. */
async function agNewsTest(path: string): Promise<string> {
  const file = join(await exchangeFolder("accuracy-agnews"), "test.tsv");
  if (existsSync(file)) return file;
  const rows = parseCsv(await readFile(path, "utf8"));
  const lines = rows.map(([id, title, description]) => {
    const text = `${title ?? ""} ${description ?? ""}`.replaceAll(/\s+/gu, " ").trim();
    return `${text}\t${classes[Number(id)] ?? ""}`;
  });
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
