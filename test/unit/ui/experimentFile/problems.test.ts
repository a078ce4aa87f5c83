import { describe, expect, test } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import { problemsOf } from "../../../../src/ui/experimentFile/problems.ts";

const text = `{
  // what to learn from
  "dataset": "a.csv",
  "features": { "kind": "wordVectors", "path": "v/glove.txt" },
  "training": {
    "epochs": 3
  }
}`;

describe("marks in an experiment file that was refused", () => {
  test("stand at every line that the schema refuses", () => {
    const wrong = text.replace('"epochs": 3', '"epochs": 0,\n    "colour": "red"');
    const problems = problemsOf(wrong, new UserError("2 problems", ""));
    expect(problems.map(({ line }) => line).sort()).toEqual([6, 7]);
    expect(problems.map(({ message }) => message).join()).toMatch(/epochs.*colour|colour.*epochs/s);
  });

  test("stand at the key that an error names", () => {
    const error = new UserError("Too many.", "Take fewer.", { field: "training.epochs" });
    expect(problemsOf(text, error)).toMatchObject([{ line: 6 }]);
  });

  test("stand at the dataset for an error in a data file, whatever its line there", () => {
    const error = new UserError("One class only.", "", { file: "/w/a.csv", line: 900, field: "label" });
    expect(problemsOf(text, error)).toMatchObject([{ line: 3 }]);
  });

  test("stand at the features for an error in the file of vectors", () => {
    const error = new UserError("49 numbers.", "", { file: "/w/v/glove.txt", line: 7 });
    expect(problemsOf(text, error)).toMatchObject([{ line: 4 }]);
  });

  test("stand at the entry of a list of features that an error names", () => {
    const list =
      '{\n  "dataset": "a.csv",\n  "features": [\n    { "kind": "tfidf" },\n    { "kind": "numeric" }\n  ]\n}';
    const error = new UserError("No columns of numbers.", "", { field: "features.1.kind" });
    expect(problemsOf(list, error)).toMatchObject([{ line: 5 }]);
  });

  test("are none for what is not about the file", () => {
    expect(problemsOf(text, new Error("no space left"))).toEqual([]);
  });

  test("stand at the place of a syntax error", () => {
    expect(problemsOf('{\n  "dataset": \n}', null)).toMatchObject([{ line: 3 }]);
  });
});
