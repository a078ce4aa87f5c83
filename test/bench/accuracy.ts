/**
 * Trains every recipe on real data and beside it scikit-learn and fastText on the very same splits, and prints a table for
 * docs/accuracy.md: `npm run bench:accuracy`, or `npm run bench:accuracy -- 4dim r8`.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Recipe, recipeDocument, recipesFor } from "../../src/experiment/recipes.ts";
import type { ExperimentInput } from "../../src/experiment/spec.ts";
import { accuracyData, type AccuracyData } from "./harness/accuracyData.ts";
import { python } from "./harness/peer.ts";
import { exchangeFolder, peerScript, root } from "./harness/places.ts";
import { readExperiment } from "./harness/prepare.ts";

const run = promisify(execFile);
const seeds = [1, 2, 3, 4, 5];

const wanted = process.argv.slice(2);
const all = await accuracyData();
const strange = wanted.filter((name) => !all.some((data) => data.name === name));
if (strange.length > 0) {
  console.error(`There is no data ${strange.join(", ")}; choose from ${all.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

/** Accuracy by name of the model, one for each seed. */
type Figures = Map<string, number[]>;

function add(figures: Figures, name: string, accuracy: number): void {
  figures.set(name, [...(figures.get(name) ?? []), accuracy]);
}

for (const data of all.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const ours: Figures = new Map();
  const peers: Figures = new Map();
  for (const seed of seeds) {
    for (const recipe of await recipesOf(data, seed)) {
      // Recipes that do not depend on their seed, on splits that do not either, need no second run; they get it all the same.
      const accuracy = await trained(data, recipe, seed);
      add(ours, recipe.title, accuracy);
      console.log(`${data.name}, seed ${String(seed)}, ${recipe.title}: ${accuracy.toFixed(4)}`);
    }
    // On given splits the peers, which have no seed of their own, would only repeat themselves.
    if (data.seeded || seed === seeds[0])
      for (const [name, accuracy] of Object.entries(await peerFigures(data, seed))) add(peers, name, accuracy);
    console.log(`${data.name}, seed ${String(seed)}`);
  }
  console.log(`\n### ${data.title}\n\n| model | accuracy |\n| --- | --- |`);
  for (const [figures, who] of [
    [ours, "Benchtop"],
    [peers, "peer"],
  ] as const)
    for (const [name, values] of figures) console.log(`| ${who}: ${name} | ${meanAndDeviation(values)} |`);
  console.log("");
}

async function experimentFile(data: AccuracyData, recipe: Recipe | undefined, seed: number): Promise<string> {
  const parts: Partial<ExperimentInput> =
    recipe === undefined ? {} : recipeDocument(recipe, data.dataset, data.vectors);
  const document = {
    ...parts,
    dataset: data.dataset,
    split: { ...data.split, ...(data.seeded && { seed }) },
    training: { ...parts.training, seed },
  };
  const file = join(await exchangeFolder(`accuracy-${data.name}`), `${recipe?.id ?? "split"}.experiment.json`);
  await writeFile(file, JSON.stringify(document, null, 2));
  return file;
}

async function recipesOf(data: AccuracyData, seed: number): Promise<readonly Recipe[]> {
  const { experiment } = await readExperiment(await experimentFile(data, undefined, seed));
  return recipesFor(experiment.dataset.layout, data.vectors !== undefined);
}

/** What a run's kept model reaches on the split that counts, as the command line tells. */
async function trained(data: AccuracyData, recipe: Recipe, seed: number): Promise<number> {
  const file = await experimentFile(data, recipe, seed);
  const out = join(await exchangeFolder(`accuracy-${data.name}`), "runs");
  const args = [join(root, "dist", "cli.mjs"), "train", file, "--out", out, "--json"];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 28 });
  const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as {
    readonly status: string;
    readonly metrics: Readonly<Record<string, { readonly accuracy: number } | undefined>>;
  };
  const accuracy = last.metrics[data.judged]?.accuracy;
  if (last.status !== "finished" || accuracy === undefined)
    throw new Error(`${data.name}, ${recipe.id}: ${last.status}`);
  return accuracy;
}

/** Hands the texts of the same splits over and reads back what each of the peer's models reaches. */
async function peerFigures(data: AccuracyData, seed: number): Promise<Readonly<Record<string, number>>> {
  const { table, splits } = await readExperiment(await experimentFile(data, undefined, seed));
  const folder = await exchangeFolder(`accuracy-${data.name}`);
  for (const [name, ids] of [
    ["train", splits.train],
    ["judged", splits[data.judged] ?? new Uint32Array()],
  ] as const) {
    const lines = Array.from(ids, (id) => JSON.stringify([table.texts?.[id] ?? "", table.labels[id] ?? -1]));
    await writeFile(join(folder, `${name}.ndjson`), `${lines.join("\n")}\n`);
  }
  await run(python, [peerScript("sklearn_accuracy.py"), folder], { maxBuffer: 2 ** 28 });
  return JSON.parse(await readFile(join(folder, "figures.json"), "utf8")) as Record<string, number>;
}

/** `.8841 ± .0123`: the mean and the deviation of a single run (n − 1). */
function meanAndDeviation(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const figure = (value: number): string => value.toFixed(4).replace(/^0/, "");
  return `${figure(mean)} ± ${figure(Math.sqrt(squares / Math.max(1, values.length - 1)))}`;
}
