import { describe, expect, test } from "vitest";
import type { FileLayout } from "../../../../src/data/layout.ts";
import { parseExperiment } from "../../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../../src/experiment/resolve.ts";
import { withWritten } from "../../../../src/experiment/writeSweep.ts";
import {
  draftOverrides,
  draftProblem,
  firstDraft,
  rankingMetric,
  sizeOf,
  sweepInput,
  type SweepDraft,
} from "../../../../src/ui/sweep/sweepDraft.ts";
import { modelWrittenOut, sweepOptions, type SweptExperiment } from "../../../../src/ui/sweep/sweepOptions.ts";

const numbers: FileLayout = {
  ...{ format: "table", delimiter: ",", header: true, columns: ["width", "label"] },
  ...{ label: "label", numeric: ["width"] },
};
const texts: FileLayout = { ...numbers, columns: ["text", "label"], numeric: [], text: "text" };

function swept(document: object, layout = numbers): SweptExperiment {
  const text = JSON.stringify({ dataset: "a.csv", ...document });
  const resolved = resolveExperiment(parseExperiment(text), { layout, resolvePath: (path) => `/w/${path}` });
  const features =
    layout.text === undefined ? [] : ["tfidf", "counts"].map((kind) => ({ label: kind, value: { kind } }));
  return { text, resolved, features };
}

const labels = (experiment: SweptExperiment): string[] => sweepOptions(experiment).map(({ label }) => label);

const draftOf = (experiment: SweptExperiment, ...paths: string[]): SweepDraft => {
  const options = sweepOptions(experiment).filter(({ path }) => paths.includes(path));
  return firstDraft(options, "validation.accuracy");
};

/** The experiment with the sweep in it, as training would read it. */
function parsed(experiment: SweptExperiment, draft: SweepDraft) {
  const overrides = draftOverrides(draft, modelWrittenOut(experiment), parseExperiment(experiment.text).split);
  return parseExperiment(experiment.text, { overrides });
}

describe("options to vary", () => {
  test("are those that the model has, what one tries first before the others", () => {
    expect(labels(swept({})).slice(0, 3)).toEqual(["learning rate", "hidden units", "activation"]);
    expect(labels(swept({}))).toContain("batch size");
    const bayes = labels(swept({ model: { kind: "naiveBayes" } }));
    expect(bayes).toEqual(["variance smoothing"]);
    expect(labels(swept({}, texts))).toEqual(["learning rate", "l2", "features", "batch size", "epochs"]);
    expect(labels(swept({ training: { optimizer: { kind: "lbfgs" } } }, texts))).not.toContain("learning rate");
    expect(labels(swept({ model: { kind: "network", hidden: [{ units: 4 }, { units: 3 }] } }))).toContain(
      "hidden units, layer 2",
    );
  });

  test("each have a sentence, and values that an experiment file takes", () => {
    for (const experiment of [
      swept({}),
      swept({}, texts),
      swept({ model: { kind: "linearSvm" } }, texts),
      swept({ model: { kind: "naiveBayes" } }, texts),
      swept({ model: { kind: "embeddingBag" } }, texts),
      swept({ model: { kind: "network", hidden: [{ units: 4, activation: "tanh" }] } }),
    ])
      for (const method of ["grid", "random"] as const) {
        const options = sweepOptions(experiment);
        for (const { sentence, path } of options) expect(sentence, path).toMatch(/\.$/);
        const draft = { ...draftOf(experiment, ...options.map(({ path }) => path)), method };
        const { sweep } = parsed(experiment, {
          ...draft,
          edited: new Map(method === "grid" ? options.map(({ path, values }) => [path, values.slice(0, 1)]) : []),
        });
        expect(Object.keys(sweep?.over ?? {})).toEqual(options.map(({ path }) => path));
      }
  });

  test("start around the learning rate that the experiment has", () => {
    const [rate] = sweepOptions(swept({ training: { optimizer: { kind: "sgd", learningRate: 0.3 } } }));
    expect(rate).toMatchObject({ values: [0.01, 0.1, 1], range: { from: 0.01, to: 1, scale: "log" } });
  });
});

describe("a sweep that is put together", () => {
  test("is a grid while that is small, and drawn at random from ranges beyond", () => {
    const small = draftOf(swept({}), "training.optimizer.learningRate", "model.hidden.0.units");
    expect([small.method, sizeOf(small)]).toEqual(["grid", "15 trials"]);
    const large = draftOf(swept({}), "training.optimizer.learningRate", "model.hidden.0.units", "training.batchSize");
    expect([large.method, sizeOf({ ...large, repeat: 3 })]).toEqual(["random", "20 trials × 3 seeds, 60 runs"]);
    expect(sweepInput(large)).toMatchObject({
      over: { "model.hidden.0.units": { from: 4, to: 256, scale: "log", integer: true } },
    });
  });

  test("writes out a model that the file leaves to the default, and leaves alone one that it has", () => {
    const experiment = swept({});
    expect(parsed(experiment, draftOf(experiment, "model.hidden.0.units")).model).toMatchObject({
      kind: "network",
      hidden: [{ units: 32 }],
    });
    expect(modelWrittenOut(swept({ model: { kind: "network", hidden: [{ units: 3 }] } }))).toEqual([]);
  });

  test("varies nothing but the seed when nothing is picked, and says why it cannot begin", () => {
    const none = draftOf(swept({}));
    expect([none.repeat, draftProblem(none)]).toEqual([5, null]);
    expect(draftProblem({ ...none, repeat: 1 })).toMatch(/Pick an option/);
    const many = { ...draftOf(swept({}), "training.l2"), method: "random" as const, trials: 9999, repeat: 2 };
    expect(draftProblem(many)).toMatch(/too many/);
  });

  test("ranks by the key metric where trials may be ranked by it", () => {
    const { resolved } = swept({});
    expect(rankingMetric("test.macroF1", resolved)).toBe("validation.macroF1");
    expect(rankingMetric("train.loss", resolved)).toBe("train.loss");
    const all = swept({ split: { train: 0.8, validation: 0, test: 0.2 } }).resolved;
    expect(rankingMetric("validation.accuracy", all)).toBe("train.accuracy");
  });

  test("is written into the file without harm to its comments", () => {
    const text = '{\n  // mine\n  "dataset": "a.csv", // kept\n}\n';
    const written = withWritten(text, [[["sweep"], { over: { "training.l2": [0, 1] } }]]);
    expect(written).toContain("// mine");
    expect(written).toContain("// kept");
    expect(parseExperiment(written).sweep?.over).toEqual({ "training.l2": [0, 1] });
  });
});
