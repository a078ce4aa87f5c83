import { expect, test } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import { activations } from "../../../../src/engine/activations.ts";
import { initializers } from "../../../../src/engine/initializers.ts";
import { activationFunctions } from "../../../../src/experiment/activationStudy/functions.ts";
import { planActivationStudy, type StudyChoices } from "../../../../src/experiment/activationStudy/plan.ts";
import type { ResolvedExperiment } from "../../../../src/experiment/resolved.ts";
import { experiment } from "../../platform/records.ts";

const base: ResolvedExperiment = {
  ...experiment,
  model: {
    kind: "network",
    hidden: [
      { units: 8, activation: "gelu", dropout: 0.1 },
      { units: 4, activation: "elu" },
    ],
    initializer: { kind: "normal", deviation: 0.02 },
  },
};
const choices: StudyChoices = { activations: ["relu", "sigmoid", "selu"], seeds: 2, initializer: "same", epochs: null };

/** What is left of an experiment without activation, initialiser, seed and epochs. */
function rest({ model, training, ...other }: ResolvedExperiment): unknown {
  if (model.kind !== "network") throw new Error("a study trains networks");
  const hidden = model.hidden.map((layer) => ({ ...layer, activation: "any" }));
  return { ...other, hidden, training: { ...training, seed: 0, epochs: 0 } };
}

test("the experiments of a study are equal in everything but activation and seed", () => {
  const plan = planActivationStudy(base, choices);
  expect(plan.map(({ activation, seed }) => `${activation} ${String(seed)}`)).toEqual([
    "relu 1",
    "sigmoid 1",
    "selu 1",
    "relu 2",
    "sigmoid 2",
    "selu 2",
  ]);
  for (const { activation, seed, experiment: planned } of plan) {
    expect(rest(planned)).toEqual(rest(base));
    expect(planned.training).toEqual({ ...base.training, seed });
    expect(planned.model).toMatchObject({ hidden: [{ activation }, { activation }], initializer: { deviation: 0.02 } });
  }
});

test("each activation gets the initialiser that suits it, if asked", () => {
  const plan = planActivationStudy(base, { ...choices, seeds: 1, initializer: "suited", epochs: 7 });
  expect(plan.map(({ experiment: { model } }) => model.kind === "network" && model.initializer)).toEqual([
    { kind: "heUniform" },
    { kind: "xavierUniform" },
    { kind: "lecunNormal" },
  ]);
  expect(plan.map(({ experiment: { training } }) => training.epochs)).toEqual([7, 7, 7]);
});

test.each([
  ["a model without activations", experiment, choices, /logisticRegression/],
  ["no hidden layer", { ...base, model: { ...base.model, hidden: [] } } as ResolvedExperiment, choices, /hidden layer/],
  ["no activation", base, { ...choices, activations: [] }, /Tick/],
  ["too many runs", base, { ...choices, seeds: 100 }, /300 runs/],
  ["no seed", base, { ...choices, seeds: 0 }, /0 seeds/],
  ["half an epoch", base, { ...choices, epochs: 0.5 }, /0\.5 is no number/],
])("%s is refused with what to do", (_, given, wanted, message) => {
  expect(() => planActivationStudy(given, wanted)).toThrow(UserError);
  expect(() => planActivationStudy(given, wanted)).toThrow(message);
});

test("every activation of the engine is drawn, explained and has an initialiser", () => {
  const { places, functions } = activationFunctions();
  expect(functions.map(({ name }) => name).sort()).toEqual(Object.keys(activations).sort());
  expect([places[0], places[80], places.at(-1)]).toEqual([-4, 0, 4]);
  for (const { sentence, initializer, values, slopes } of functions) {
    expect(sentence).toMatch(/\.$/);
    expect(initializers).toHaveProperty(initializer);
    expect([...values, ...slopes].every(Number.isFinite)).toBe(true);
    expect([values.length, slopes.length]).toEqual([places.length, places.length]);
  }
  expect(functions.find(({ name }) => name === "sigmoid")?.slopes[80]).toBeCloseTo(0.25);
});
