import { describe, expect, it } from "vitest";
import { parseExperiment } from "../../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../../src/experiment/resolve.ts";
import type { ResolvedExperiment } from "../../../../src/experiment/resolved.ts";
import type { RunRecord } from "../../../../src/experiment/record.ts";
import { type StudyTrial, studyRows } from "../../../../src/experiment/studies/outcome.ts";
import { studies, studyDocument, studyNamed } from "../../../../src/experiment/studies/studies.ts";
import { studyWords } from "../../../../src/experiment/studies/words.ts";
import { settingsInPlace } from "../../../../src/experiment/sweep/space.ts";
import { textLayout } from "../arbitrary.ts";
import { splitMetrics } from "../../platform/records.ts";

const resolved = (written: object): ResolvedExperiment =>
  resolveExperiment(parseExperiment(JSON.stringify({ dataset: "/a.csv", ...written })), {
    layout: textLayout,
    resolvePath: (path) => path,
  });
const network = resolved({
  features: { kind: "wordVectors", path: "/v.txt", combine: "mean" },
  model: { kind: "network", hidden: [{ units: 20 }] },
});

describe("every study", () => {
  it.each(studies)("$id varies what can be trained: every value resolves", (study) => {
    const document = studyDocument(study, network, 2);
    const { sweep } = parseExperiment(JSON.stringify(document));
    expect(sweep).toMatchObject({ method: "grid", repeat: 2 });
    const over = Object.entries(study.over(network)) as [string, readonly unknown[]][];
    for (const [path, values] of over) {
      expect(values.length).toBeGreaterThan(2);
      for (const value of values) {
        const spec = parseExperiment(JSON.stringify(document), { overrides: settingsInPlace([[path, value]]) });
        const one = resolveExperiment(spec, { layout: textLayout, resolvePath: (file) => file });
        expect(one.dataset).toEqual(network.dataset);
      }
    }
  });

  it("refuses an experiment that has nothing of the kind, and an unknown name", () => {
    const bayes = resolved({ model: { kind: "naiveBayes" } });
    for (const id of ["learningRate", "hiddenUnits", "l2", "activations", "maxTokens"])
      expect(() => studyDocument(studyNamed(id), bayes, 1), id).toThrow(/has no .* to vary/);
    expect(() => studyNamed("sizes")).toThrow("learningRate, hiddenUnits");
  });
});

interface Made {
  readonly validation: number;
  readonly train?: number;
  readonly status?: RunRecord["status"];
  readonly stalled?: boolean;
}

/** Trials of a learning-rate study whose runs came to these accuracies. */
function trialsOf(
  made: Readonly<Record<string, readonly Made[]>>,
  path = "training.optimizer.learningRate",
): StudyTrial[] {
  return Object.entries(made).map(([value, runs]) => ({
    settings: [[path, Number(value)]],
    message: null,
    runs: runs.map(({ validation, train = validation, status = "finished", stalled = false }) => ({
      epochs: [],
      record: {
        status,
        stalled,
        metrics: { train: splitMetrics(train), validation: splitMetrics(validation) },
        best: null,
        seconds: { total: 1 },
      } as unknown as RunRecord,
    })),
  }));
}

describe("what a study says", () => {
  const words = (id: string, trials: StudyTrial[], seeds = 2): string =>
    studyWords({ study: studyNamed(id), seeds }, studyRows({ trials })).join(" ");

  it("names the best, what is not told apart from it, and what diverged and stalled", () => {
    const text = words(
      "learningRate",
      trialsOf({
        "0.001": [{ validation: 0.5 }, { validation: 0.52 }],
        "0.01": [{ validation: 0.8 }, { validation: 0.82 }],
        "0.1": [{ validation: 0.79 }, { validation: 0.81 }],
        "0.3": [{ validation: 0.25, stalled: true }, { validation: 0.7 }],
        "0.9": [
          { validation: 0.25, status: "diverged" },
          { validation: 0.25, status: "diverged" },
        ],
      }),
    );
    expect(text).toContain(
      "Best on validation: learning rate 0.01, accuracy 0.810 ± 0.014; within one deviation of it: 0.1.",
    );
    expect(text).toContain("Diverged: 0.9.");
    expect(text).toContain("is: 0.3 (1 of 2 runs).");
    expect(text).not.toContain("One seed");
  });

  it("says how the gap goes with a penalty", () => {
    const text = words(
      "l2",
      trialsOf({ "0.0": [{ validation: 0.6, train: 1 }], "0.1": [{ validation: 0.65, train: 0.7 }] }, "training.l2"),
      1,
    );
    expect(text).toContain(
      "With a larger penalty the gap between train and validation accuracy closes: 0.400 at 0, 0.050 at 0.1.",
    );
    expect(text).toContain("One seed");
  });

  it("says whether more labels would help", () => {
    const path = "split.trainShare";
    const rising = trialsOf(
      { "0.8": [{ validation: 0.7 }, { validation: 0.71 }], "1.0": [{ validation: 0.75 }, { validation: 0.76 }] },
      path,
    );
    expect(words("trainingSize", rising)).toContain("more labels would probably help.");
    const flat = trialsOf(
      { "0.8": [{ validation: 0.7 }, { validation: 0.72 }], "1.0": [{ validation: 0.71 }, { validation: 0.73 }] },
      path,
    );
    expect(words("trainingSize", flat)).toContain("would probably help little");
    const uneven = trialsOf(
      {
        "0.4": [{ validation: 0.72 }, { validation: 0.73 }],
        "0.8": [{ validation: 0.63 }, { validation: 0.65 }],
        "1.0": [{ validation: 0.72 }, { validation: 0.72 }],
      },
      path,
    );
    expect(words("trainingSize", uneven)).toContain(
      "goes up and down (from 0.8 to 1 of the examples validation accuracy went from 0.640 to 0.720, but it was 0.725 at 0.4 already)",
    );
  });
});
