import { expect, test } from "vitest";
import { checkExperiment, parseExperiment } from "../../../../src/experiment/parse.ts";

const file = "a.experiment.json";

function problemsOf(sweep: unknown): string[] {
  const text = `{\n  "dataset": "a.csv",\n  "sweep": ${JSON.stringify(sweep)}\n}`;
  return checkExperiment(text, { file }).problems.map(({ message }) => message);
}

test("a sweep needs only the options to vary", () => {
  const text = '{"dataset": "a", "sweep": {"over": {"training.l2": [0, 0.1]}}}';
  expect(parseExperiment(text).sweep).toEqual({
    method: "grid",
    over: { "training.l2": [0, 0.1] },
    prune: "none",
    repeat: 1,
    metric: "validation.accuracy",
  });
});

test("ranges have a linear scale of any numbers unless said", () => {
  const text = '{"dataset": "a", "sweep": {"method": "random", "over": {"training.l2": {"from": 0, "to": 1}}}}';
  expect(parseExperiment(text).sweep?.over).toEqual({
    "training.l2": { from: 0, to: 1, scale: "linear", integer: false },
  });
});

test.each<[unknown, string]>([
  [{ method: "magic" }, 'a.experiment.json:3: sweep.method: "magic" cannot be used. Allowed: "grid", "random", "tpe"'],
  [{ prune: "some", repeat: 2 }, 'sweep.prune: "some" cannot be used.'],
  [{ prune: { kind: "asha", factor: 1 }, repeat: 2 }, "sweep.prune.factor: 1 cannot be used. Allowed: at least 2."],
  [
    { prune: "asha", metric: "validation.rocAuc", repeat: 2 },
    'sweep.metric: "validation.rocAuc" cannot be used. Allowed: a metric of every epoch where trials are pruned',
  ],
  [
    { method: "tpe", prune: { kind: "halving" }, over: { "training.l2": [0] } },
    'sweep.prune: {"kind":"halving"} cannot be used. Allowed: asha with tpe',
  ],
  [{ over: { "training.l2": [] } }, "sweep.over.training.l2: [] cannot be used. Allowed: a list of at least 1 items."],
  [
    { over: { "training.l2": 3 } },
    "sweep.over.training.l2: 3 cannot be used. Allowed: a list in brackets or an object",
  ],
  [
    { over: { "training.l2": { from: 0, to: 1 } } },
    'sweep.over.training.l2: {"from":0,"to":1} cannot be used. Allowed: a list of values for a grid',
  ],
  [
    { method: "random", over: { "training.l2": { from: 1, to: 1 } } },
    "sweep.over.training.l2.to: 1 cannot be used. Allowed: more than from, 1.",
  ],
  [
    { method: "random", over: { "training.l2": { from: 0, to: 1, scale: "log" } } },
    "sweep.over.training.l2.from: 0 cannot be used. Allowed: more than 0 where the scale is log.",
  ],
  [
    { method: "random", over: { "training.epochs": { from: 1, to: 2.5, integer: true } } },
    "sweep.over.training.epochs.to: 2.5 cannot be used. Allowed: a whole number where integer is true.",
  ],
  [{ method: "random", over: { "training.l2": { from: 0, too: 1 } } }, 'sweep.over.training.l2.too: unknown key "too"'],
  [{ over: { "training.l2": [0] }, trials: 3 }, "sweep.trials: 3 cannot be used. Allowed: left out for a grid"],
  [
    { over: {} },
    "sweep.over: {} cannot be used. Allowed: at least one option to vary, split.folds, or repeat above 1.",
  ],
  [{ method: "random" }, "sweep.over: is missing. Allowed: at least one option to vary."],
  [{ over: { "training.seed": [1, 2] }, repeat: 2 }, "sweep.over.training.seed: [1,2] cannot be used. Allowed: either"],
  [{ over: { "sweep.repeat": [1, 2] } }, "sweep.over.sweep.repeat: [1,2] cannot be used. Allowed: options of the exp"],
  [{ over: { "training.l2": [0] }, metric: "test.accuracy" }, 'sweep.metric: "test.accuracy" cannot be used. Allowed:'],
  [
    { method: "random", over: { "training.l2": [0] }, trials: 6000, repeat: 2 },
    "sweep.trials: 6000 cannot be used. Allowed: at most 10000 runs in all, repeats and folds included.",
  ],
])("%j is refused with its path, its value and what is allowed", (sweep, message) => {
  expect(problemsOf(sweep).join("\n")).toContain(message);
});

test("the base of a sweep resolves as if there were no sweep", () => {
  const spec = parseExperiment('{"dataset": "a", "sweep": {"repeat": 5}}');
  expect(spec.training.seed).toBe(1);
  expect(spec.sweep?.repeat).toBe(5);
});
