import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { checkExperiment, parseExperiment } from "../../../src/experiment/parse.ts";
import { experimentCase } from "./arbitrary.ts";

const file = "reviews.experiment.json";

/** The messages for a text, which must be refused. */
function problemsOf(text: string, overrides: readonly (readonly [string, unknown])[] = []): string[] {
  const { problems } = checkExperiment(text, { file, overrides });
  expect(problems.length).toBeGreaterThan(0);
  return problems.map((problem) => problem.message);
}

describe("an experiment file", () => {
  it("needs only a dataset", () => {
    expect(parseExperiment('{"dataset": "reviews.csv"}').dataset).toBe("reviews.csv");
  });

  it("may have comments, trailing commas and a $schema", () => {
    const text = '{\n  // what\n  "$schema": "x",\n  "dataset": "a.csv", /* and */\n  "training": {"epochs": 3,},\n}';
    expect(parseExperiment(text).training.epochs).toBe(3);
  });

  it("is accepted in every combination of keys that PRODUCT.md allows", () => {
    fc.assert(
      fc.property(experimentCase, ({ input }) => {
        expect(checkExperiment(JSON.stringify(input)).problems).toEqual([]);
      }),
    );
  });

  it("names an unknown key, its value, the known ones and its line", () => {
    const [message] = problemsOf('{\n  "dataset": "a.csv",\n  "training": {\n    "epoch": 3\n  }\n}');
    expect(message).toContain(`${file}:4: training.epoch: unknown key "epoch" (with value 3).`);
    expect(message).toContain("batchSize, epochs");
  });

  it("suggests the key that differs in case only", () => {
    expect(problemsOf('{"dataset": "a.csv", "Split": {}}')).toEqual([
      `${file}:1: Split: unknown key "Split" (with value {}). Did you mean "split"?`,
    ]);
  });

  it.each([
    ['{"dataset": 3}', "dataset: 3 cannot be used. Allowed: a text or an object in braces."],
    ['{"dataset": {"path": 1}}', "dataset.path: 1 cannot be used. Allowed: a text."],
    ['{"dataset": {"train": "a", "tset": "b"}}', 'dataset.tset: unknown key "tset"'],
    ["{}", "dataset: is missing. Allowed: a text or an object in braces."],
    ["[1]", "experiment: [1] cannot be used. Allowed: an object in braces."],
    ['{"dataset": "a", "training": {"batchSize": 1.5}}', "1.5 cannot be used. Allowed: a whole number."],
    ['{"dataset": "a", "training": {"batchSize": 0}}', "0 cannot be used. Allowed: at least 1."],
    ['{"dataset": "a", "training": {"batchSize": "32"}}', '"32" cannot be used. Allowed: a whole number.'],
    ['{"dataset": "a", "training": {"optimizer": {"learningRate": 0}}}', "0 cannot be used. Allowed: more than 0."],
    ['{"dataset": "a", "training": {"keep": "first"}}', 'Allowed: "best", "last".'],
    [
      '{"dataset": "a", "features": {"kind": "bow"}}',
      'Allowed: "wordVectors", "tfidf", "counts", "hashedNgrams", "numeric", "oneHot", "sparse".',
    ],
    ['{"dataset": "a", "features": {"kind": "wordVectors"}}', "features.path: is missing."],
    ['{"dataset": "a", "features": [{"kind": "tfidf"}, {"kind": "wordVectors"}]}', "features.1.path: is missing."],
    ['{"dataset": "a", "features": [{"kind": "tfidf", "ngram": [1, 1]}]}', 'features.0.ngram: unknown key "ngram"'],
    ['{"dataset": "a", "features": []}', "features: [] cannot be used. Allowed: a list of at least 1 items."],
    ['{"dataset": "a", "features": "tfidf"}', 'features: "tfidf" cannot be used.'],
    [
      '{"dataset": "a", "features": {"kind": "tfidf", "minDocumentFrequency": 1.5}}',
      "features.minDocumentFrequency: 1.5 cannot be used. Allowed: a share of the training texts up to 1, or a whole number",
    ],
    // What was called otherwise once.
    [
      '{"dataset": "a", "features": {"kind": "counts", "maxDocumentShare": 0.5}}',
      'It is called maxDocumentFrequency: write "maxDocumentFrequency": 0.5.',
    ],
    [
      '{"dataset": "a", "features": [{"kind": "tfidf", "analyzer": "charactersInWords", "ngrams": [2, 4]}]}',
      'features.0.analyzer: unknown key "analyzer" (with value "charactersInWords"). Write "characterNgrams": [2, 4] in place',
    ],
    [
      '{"dataset": "a", "features": {"kind": "tfidf", "analyzer": "characters"}}',
      'Write "tokenizer": {"kind": "characters"} and "ngrams": [2, 5] in place of it.',
    ],
    ['{"dataset": "a", "features": {"kind": "tfidf", "analyzer": "words"}}', "Leave it out: ngrams counts words"],
    [
      '{"dataset": "a", "features": {"kind": "union", "of": [{"kind": "tfidf"}, {"kind": "numeric"}]}}',
      'features.kind: "union" cannot be used. Several features side by side are a list: write "features": [ … ]',
    ],
    ['{"dataset": "a", "features": {"kind": "tfidf", "ngrams": [2, 1]}}', "the shortest length first"],
    ['{"dataset": "a", "features": {"kind": "tfidf", "ngrams": [1]}}', "features.ngrams: [1] cannot be used."],
    ['{"dataset": "a", "model": {"kind": "network", "initializer": "x"}}', 'model.initializer: "x" cannot be used.'],
    [
      '{"dataset": "a", "model": {"kind": "network", "initializer": {"kind": "heNormal", "deviation": 1}}}',
      'unknown key "deviation"',
    ],
    ['{"dataset": "a", "model": {"kind": "network", "hidden": [{"units": 5, "activation": "heaviside"}]}}', '"gelu"'],
    ['{"dataset": "a", "split": {"train": 1.5}}', "split.train: 1.5 cannot be used. Allowed: at most 1."],
  ])("refuses %s", (text, expected) => {
    expect(problemsOf(text).join("\n")).toContain(expected);
  });

  it("lists every problem at once", () => {
    const text = '{"dataset": "a", "training": {"batchSize": 0, "epochs": "x"}, "modle": {}}';
    expect(problemsOf(text)).toHaveLength(3);
    expect(() => parseExperiment(text, { file })).toThrow(/3 problems[^]*batchSize[^]*epochs[^]*modle/);
  });

  it.each([
    ["", "The file is empty."],
    ["not json", "Not valid JSON"],
    ['{"dataset": "a"', "Not valid JSON: close brace expected."],
    ['{"dataset": "a"} {}', "Not valid JSON"],
    ['{"dataset": "a", "dataset": "b"}', "dataset: This key is written twice."],
    ['{"dataset": "a", "__proto__": {"split": 1}}', "__proto__: This key is reserved."],
    ["[".repeat(100_000), "nested deeper than 64 levels"],
    ['{"a":'.repeat(100_000), "nested deeper than 64 levels"],
    [" ".repeat(5_000_000), "This text has 5000000 characters."],
  ])("refuses the text %.20s with one message", (text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it("names the line of a syntax error", () => {
    expect(problemsOf('{\n  "dataset": "a",\n  "split": {]\n}')[0]).toContain(`${file}:3: `);
  });

  it("answers any text with a spec or problems, never with another error", () => {
    const piece = fc.constantFrom(..."{}[]:,\"'/*\n01eE+-. truefalsnull$dataset\\u".split(""), '"dataset"', '"split"');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { spec, problems } = checkExperiment(pieces.join(""));
        expect(spec === null).toBe(problems.length > 0);
        for (const problem of problems) expect(problem).toBeInstanceOf(UserError);
      }),
    );
  });

  it("answers any JSON value with a spec or problems", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { spec, problems } = checkExperiment(JSON.stringify({ dataset: value, model: value, split: value }));
        expect(spec === null).toBe(problems.length > 0);
      }),
    );
  });
});

describe("overrides", () => {
  it("replace and add values before the check", () => {
    const spec = parseExperiment('{"dataset": "a", "training": {"epochs": 3}}', {
      overrides: [
        ["training.epochs", 5],
        ["training.optimizer.learningRate", 0.5],
        ["features.kind", "counts"],
      ],
    });
    expect(spec.training).toMatchObject({ epochs: 5, optimizer: { learningRate: 0.5 } });
    expect(spec.features).toMatchObject({ kind: "counts" });
  });

  it("reach into lists by position", () => {
    const list = '{"dataset": "a", "features": [{"kind": "tfidf"}, {"kind": "numeric"}]}';
    const { features } = parseExperiment(list, { overrides: [["features.1.scale", "minMax"]] });
    expect(features).toMatchObject([{ kind: "tfidf" }, { kind: "numeric", scale: "minMax" }]);
    const text = '{"dataset": "a", "model": {"kind": "network", "hidden": [{"units": 5}]}}';
    const spec = parseExperiment(text, { overrides: [["model.hidden.0.units", 7]] });
    expect(spec.model).toMatchObject({ hidden: [{ units: 7 }] });
    expect(problemsOf(text, [["model.hidden.1.units", 7]])[0]).toContain('"1" is no position in a list of 1');
  });

  it("are named without a line when their value is refused", () => {
    expect(problemsOf('{"dataset": "a"}', [["training.epochs", "many"]])[0]).toMatch(
      /^training\.epochs: "many" cannot be used\. Allowed: a whole number\./,
    );
  });

  it("cannot reach an object's prototype", () => {
    expect(problemsOf('{"dataset": "a"}', [["__proto__.dataset", "b"]])[0]).toContain("is not a path");
    expect(problemsOf('{"dataset": "a"}', [["constructor.x", 1]])[0]).toContain('unknown key "constructor"');
  });
});
