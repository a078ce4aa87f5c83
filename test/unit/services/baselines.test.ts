import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { type Recipe, recipes } from "../../../src/experiment/recipes.ts";
import { type Baseline, nameBaselines, rankBaselines, startBaselines } from "../../../src/services/baselines.ts";
import { openBench, settled } from "./bench.ts";
import { record, splitMetrics } from "../platform/records.ts";

const texts = recipes.filter(({ needs }) => needs === "text").slice(0, 2);

function portsOf(bench: ReturnType<typeof openBench>) {
  const { training, runs, request } = bench;
  return {
    training,
    runs,
    request: (recipe: Recipe) => request(JSON.stringify({ dataset: "data/reviews.tsv", ...recipe.parts("") })),
    nameOf: (recipe: Recipe) => `reviews: ${recipe.title}`,
  };
}

test("every recipe becomes a run, named after it once it has ended", async () => {
  const bench = openBench(2);
  const ports = portsOf(bench);
  const started = await startBaselines(texts, ports);
  expect(started.map(({ refused }) => refused)).toEqual([null, null]);
  const named = nameBaselines(started, ports);
  for (const { run } of started) {
    await settled(() => run?.ticker.status === "running");
    bench.workers.of(run?.id ?? "").finish();
  }
  await named;
  const titles = (await bench.runs.list()).map(({ annotations }) => annotations.name);
  expect(titles.sort()).toEqual(texts.map(({ title }) => `reviews: ${title}`).sort());
});

test("a recipe that is refused keeps none of the others back, and says why", async () => {
  const bench = openBench();
  const ports = portsOf(bench);
  const [first, second] = texts;
  if (first === undefined || second === undefined) throw new Error("there are two recipes for texts");
  const broken: Recipe = { ...first, id: "broken", parts: () => ({ training: { epochs: -1 } }) };
  const started = await startBaselines([broken, second], ports);
  expect(started[0]).toMatchObject({ run: null });
  expect(started[0]?.refused).toBeInstanceOf(UserError);
  expect(started[1]?.run).not.toBeNull();
});

test("the ranking goes by the key metric, less being better for losses, and puts what has no figure last", () => {
  const baseline = (id: string, accuracy: number | null): Baseline => {
    const metrics = accuracy === null ? {} : { validation: { ...splitMetrics(accuracy), loss: accuracy } };
    const [recipe] = recipes;
    if (recipe === undefined) throw new Error("there is a recipe");
    const run = {
      record: { ...record("20260101-000000-aaaaaa"), best: null, last: null, metrics },
    } as unknown as Baseline["run"];
    return { recipe: { ...recipe, id }, run, refused: null };
  };
  const all = [baseline("none", null), baseline("low", 0.2), baseline("high", 0.9), baseline("equal", 0.2)];
  const order = (metric: string): readonly string[] => rankBaselines(all, metric).map(({ recipe }) => recipe.id);
  expect(order("validation.accuracy")).toEqual(["high", "low", "equal", "none"]);
  expect(order("validation.loss")).toEqual(["low", "equal", "high", "none"]);
});
