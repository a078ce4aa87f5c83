import { visible } from "../base/visible.ts";
import { splitNames } from "../data/table.ts";
import type { DatasetOverview, DuplicateReport, VectorReport, WordReport } from "../protocol/datasets.ts";
import { missingSentences, duplicateSentences, lengthSentences, sampleSentence } from "../protocol/datasetSentences.ts";
import type { Column } from "./table.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";

/** What was found out about a dataset; words only of texts, vectors only where there are some. */
export interface Inspected {
  readonly path: string;
  readonly overview: DatasetOverview;
  readonly duplicates: DuplicateReport;
  readonly words: WordReport | null;
  readonly vectors: VectorReport | null;
}

const shownWords = 8;
const shownUnknown = 15;
const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

export function tellInspected({ path, overview, duplicates, words, vectors }: Inspected, terminal: Terminal): void {
  const out = (line: string): void => terminal.out(visible(line));
  terminal.out(`${terminal.style("bold", visible(path))}  ${String(overview.examples)} examples`);
  for (const reason of overview.reasons) out(reason);
  const sample = sampleSentence(overview);
  if (sample !== undefined) out(`${sample} --whole holds all.`);
  for (const sentence of lengthSentences(overview)) out(sentence);
  for (const sentence of missingSentences(overview)) out(sentence);
  if (overview.splitProblem !== null) out(overview.splitProblem);
  tellClasses(overview, terminal);
  tellNumbers(overview, terminal);
  terminal.out("");
  terminal.out(terminal.style("bold", "Duplicates and leakage"));
  for (const sentence of duplicateSentences(duplicates)) out(sentence);
  if (words !== null) tellWords(overview.classes, words, terminal);
  if (vectors !== null) tellVectors(overview.classes, vectors, terminal);
  terminal.out("");
  for (const file of overview.files) out(`SHA-256 ${file.sha256}${overview.files.length > 1 ? `  ${file.path}` : ""}`);
}

function tellClasses({ classes, counts, allCounts, examples }: DatasetOverview, terminal: Terminal): void {
  const splits = splitNames.filter((split) => counts[split] !== undefined);
  const rows = classes.map((name, id) => {
    const all = allCounts[id] ?? 0;
    const each = splits.map((split) => String(counts[split]?.[id] ?? 0));
    return [name, ...each, String(all), `${((100 * all) / Math.max(1, examples)).toFixed(1)} %`];
  });
  tellTable("Classes", [left("class"), ...splits.map(right), right("all"), right("share")], rows, terminal);
}

function tellNumbers({ columns }: DatasetOverview, terminal: Terminal): void {
  const rows = columns.flatMap(({ name, missing, numbers }) => {
    if (numbers === undefined) return [];
    const { minimum, median, maximum, mean, deviation } = numbers;
    const figures = [minimum, median, maximum, mean, deviation].map((value) => String(Number(value.toPrecision(5))));
    return [[name, ...figures, String(missing)]];
  });
  const titles = ["minimum", "median", "maximum", "mean", "deviation", "missing"].map(right);
  if (rows.length > 0) tellTable("Numbers", [left("column"), ...titles], rows, terminal);
}

function tellWords(classes: readonly string[], { telling }: WordReport, terminal: Terminal): void {
  const rows = classes.map((name, id) => [
    name,
    (telling[id] ?? [])
      .slice(0, shownWords)
      .map(({ word }) => word)
      .join(", "),
  ]);
  tellTable("Most telling words", [left("class"), left("words")], rows, terminal);
}

function tellVectors(classes: readonly string[], { path, coverage }: VectorReport, terminal: Terminal): void {
  const rows = classes.map((name, id) => {
    const { tokens, known, emptyExamples } = coverage.classes[id] ?? { tokens: 0, known: 0, emptyExamples: 0 };
    return [name, String(tokens), `${((100 * known) / Math.max(1, tokens)).toFixed(1)} %`, String(emptyExamples)];
  });
  const columns = [left("class"), right("tokens"), right("known"), right("examples without a known word")];
  tellTable(`Known to ${path}`, columns, rows, terminal);
  const unknown = coverage.unknown.slice(0, shownUnknown).map(({ word, count }) => `${word} ${String(count)}`);
  if (unknown.length > 0) terminal.out(visible(`Commonest unknown words: ${unknown.join(", ")}.`));
}
