import { basename, dirname, extname, relative, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { parseOverride } from "../experiment/overrides.ts";
import { type Recipe, recipeDocument, recipesFor } from "../experiment/recipes.ts";
import { regularFileSize } from "../platform/dataFiles.ts";
import type { ExperimentRequest } from "../services/api.ts";
import {
  type Baseline,
  nameBaselines,
  type RankedBaseline,
  rankBaselines,
  startBaselines,
} from "../services/baselines.ts";
import { keyMetric, openServices } from "./context.ts";
import { resultEvent } from "./events.ts";
import { exit } from "./exit.ts";
import { duration, figure } from "./figures.ts";
import type { Interrupt } from "./interrupt.ts";
import { runPlaces } from "./places.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface BaselineOptions {
  /** `path=value`, in the order given; for every recipe. */
  readonly set: readonly string[];
  /** A file of word vectors, for the recipes that need one. */
  readonly vectors?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Trains every recipe that suits a dataset and ranks them; the result is the exit code. */
export async function baselines(
  file: string,
  options: BaselineOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const path = resolve(file);
  if (/\.experiment\.jsonc?$/i.test(path))
    throw new UserError("Baselines are trained on a dataset.", "Give the labelled file, not an experiment.", { file });
  await regularFileSize(path);
  if (options.vectors !== undefined) await regularFileSize(resolve(options.vectors));
  const folder = dirname(path);
  const { baseFolder, runsFolder } = runPlaces(folder, options.out);
  const overrides = options.set.map(parseOverride);
  const vectors = options.vectors === undefined ? undefined : relative(folder, resolve(options.vectors));
  const request = (recipe?: Recipe): ExperimentRequest => {
    const dataset = { path: basename(path) };
    const document = recipe === undefined ? { dataset } : recipeDocument(recipe, dataset, vectors);
    return { text: JSON.stringify(document), file: null, folder, overrides };
  };
  const services = openServices({ runsFolder, baseFolder }, terminal);
  try {
    const { layout } = (await services.training.resolve(request())).dataset;
    const recipes = recipesFor(layout, vectors !== undefined);
    const name = basename(path, extname(path));
    const ports = {
      training: services.training,
      runs: services.runs,
      request: (recipe: Recipe) => ({ experiment: request(recipe), runsFolder, baseFolder }),
      nameOf: (recipe: Recipe) => `${name}: ${recipe.title}`,
    };
    const started = await startBaselines(recipes, ports);
    interrupt.onFirst(() => {
      terminal.err("Stopping; what was trained is kept. Press Ctrl+C again to end at once.");
      for (const { run } of started) void run?.stop();
    });
    followAll(started, terminal);
    await nameBaselines(started, ports);
    terminal.progress("");
    const ranked = rankBaselines(started, keyMetric);
    if (options.json === true) for (const baseline of ranked) terminal.out(jsonLine(rankedEvent(baseline)));
    else tellRanking(name, ranked, terminal);
    return exitOfAll(ranked);
  } finally {
    await services.shutdown();
  }
}

function followAll(started: readonly Baseline[], terminal: Terminal): void {
  let ended = 0;
  const total = started.length;
  const show = (): void => terminal.progress(`baselines: ${String(ended)} of ${String(total)} trained`);
  show();
  for (const { recipe, run, refused } of started) {
    if (run === null) {
      terminal.err(visible(`${recipe.title}: ${reasonOf(refused)}`));
      ended++;
    } else
      void run.ended.then((record) => {
        ended++;
        if (record.message !== null) terminal.err(visible(`${recipe.title}: ${record.message}`));
        show();
      });
  }
}

function tellRanking(name: string, ranked: readonly RankedBaseline[], terminal: Terminal): void {
  const rows = ranked.map(({ recipe, record }, at) => {
    const { validation, test } = record?.metrics ?? {};
    return [
      String(at + 1),
      recipe.title,
      record?.status ?? "refused",
      figure(validation, "accuracy"),
      figure(validation, "macroF1"),
      figure(test, "accuracy"),
      record === null ? "–" : duration(record.seconds.total),
      record?.id ?? "",
    ];
  });
  const left = (title: string) => ({ title, align: "left" }) as const;
  const right = (title: string) => ({ title, align: "right" }) as const;
  const columns = [
    right(""),
    left("recipe"),
    left("status"),
    right("validation"),
    right("macro F1"),
    right("test"),
    right("time"),
    left("run"),
  ];
  tellTable(`Baselines of ${visible(name)}, best first by ${keyMetric}`, columns, rows, terminal);
  const majority = ranked.find(({ record }) => record?.metrics.validation !== undefined)?.record?.metrics.validation;
  if (majority !== undefined)
    terminal.out(`Always predicting the commonest class: ${figure(majority, "majorityAccuracy")} on validation.`);
}

function rankedEvent({ recipe, run, record, refused }: RankedBaseline): object {
  const result = record === null || run === null ? { reason: reasonOf(refused) } : resultEvent(record, run.folder);
  return { ...result, event: "baseline", recipe: recipe.id, title: recipe.title };
}

function exitOfAll(ranked: readonly RankedBaseline[]): number {
  if (ranked.some(({ record }) => record?.status === "stopped")) return exit.interrupted;
  return ranked.every(({ record }) => record?.status === "finished") ? exit.done : exit.failed;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
