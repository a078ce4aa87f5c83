// Makes the data files of samples/ from their sources (see samples/README.md for the notices).
// Usage: node test/run/samples.mjs [folder of the source data, default ../shared/data]
// The results are committed; run this only to change how the samples are cut.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = process.argv[2] ?? "../shared/data";
const target = "samples";
const read = (...path) => readFileSync(join(source, ...path), "utf8").replace(/^\uFEFF/, "");
const quote = (text) => `"${text.replaceAll('"', '""')}"`;

/** Paper number → {author, uncertain}. */
function papers() {
  const rows = read("federalist", "title_author.csv").trim().split(/\r?\n/).slice(1);
  return new Map(
    rows.map((row) => {
      const [paper, author, disputed] = row.split(",");
      return [Number(paper), { author, uncertain: disputed === "yes" }];
    }),
  );
}

/** Paragraphs of a paper's body: no title lines, salutation, signature or footnotes; at least 25 words. */
function paragraphs(body) {
  return body
    .split(/\r?\n\s*\r?\n/)
    .filter((block) => !/^\s*\[\d+\]/.test(block) && !/^\s*\d+\. /.test(block))
    .map((block) =>
      block
        .replaceAll(/\[\d+\]/g, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((text) => text.split(" ").length >= 25 && !/PUBLIUS/.test(text));
}

function federalist() {
  const known = papers();
  const sections = read("federalist", "pg18.txt")
    .split(/^THE FEDERALIST\.\s+No\. [IVXLC]+\.?\s*$/m)
    .slice(1);
  const authors = ["paper,author,text"];
  const disputed = ["paper,text"];
  const seen = new Set();
  sections.forEach((section, index) => {
    const paper = index + 1;
    const { author, uncertain } = known.get(paper);
    const start = section.search(/To the People of the State of New York/);
    const body = start < 0 ? section : section.slice(section.indexOf("\n", start));
    for (const text of paragraphs(body)) {
      if (seen.has(text)) continue;
      seen.add(text);
      if (uncertain) disputed.push(`${paper},${quote(text)}`);
      else authors.push(`${paper},${author},${quote(text)}`);
    }
  });
  mkdirSync(join(target, "authors"), { recursive: true });
  writeFileSync(join(target, "authors", "authors.csv"), authors.join("\n") + "\n");
  writeFileSync(join(target, "authors", "disputed.csv"), disputed.join("\n") + "\n");
  return [...authors, ...disputed];
}

function odia() {
  mkdirSync(join(target, "odia"), { recursive: true });
  for (const [from, to] of [
    ["train", "train"],
    ["dev", "validation"],
    ["test", "test"],
  ]) {
    const rows = read("sib200-odia", `ory_Orya.${from}.tsv`).trim().split(/\r?\n/).slice(1);
    const lines = rows.map((row) => row.split("\t").slice(1).join("\t"));
    writeFileSync(join(target, "odia", `odia.${to}.tsv`), ["category\ttext", ...lines].join("\n") + "\n");
  }
}

function penguins() {
  mkdirSync(join(target, "penguins"), { recursive: true });
  writeFileSync(join(target, "penguins", "penguins.csv"), read("toy", "penguins.csv"));
}

/** GloVe rows, as they are in the source, of the words that occur at least three times in the authors sample. */
function vectors(rows) {
  const counts = new Map();
  for (const row of rows)
    for (const [word] of row.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}_]+/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const kept = read("glove", "glove.6B.50d.union.txt")
    .trim()
    .split("\n")
    .filter((line) => (counts.get(line.slice(0, line.indexOf(" "))) ?? 0) >= 3);
  mkdirSync(join(target, "vectors"), { recursive: true });
  writeFileSync(join(target, "vectors", "glove.50d.txt"), kept.join("\n") + "\n");
  console.log(`${kept.length} vectors`);
}

const rows = federalist();
odia();
penguins();
vectors(rows);
