import { expect, test } from "vitest";
import { sweptFiles } from "../../../../src/ui/sweep/sweptFiles.ts";

const files = (over: object, more: object = {}) =>
  sweptFiles({ text: JSON.stringify({ dataset: "a.csv", ...more, sweep: { over } }) });

test("a sweep names the files of its experiment and of every value that it tries", () => {
  expect(files({ "training.l2": [0, 1] })).toEqual(["a.csv"]);
  expect(files({ dataset: ["b.csv", { path: "c.csv" }, { train: "d.csv", test: { path: "e.csv" } }] })).toEqual(
    ["a", "b", "c", "d", "e"].map((name) => `${name}.csv`),
  );
  expect(
    files({
      features: [{ kind: "wordVectors", path: "/v.txt" }, [{ kind: "tfidf" }, { kind: "wordVectors", path: "w.txt" }]],
    }),
  ).toEqual(["a.csv", "/v.txt", "w.txt"]);
});

test("also of a value that makes sense with others alone", () => {
  expect(files({ "features.kind": ["wordVectors"], "features.path": ["/etc/vectors.txt"] })).toContain(
    "/etc/vectors.txt",
  );
  expect(files({ "features.0.path": ["/v.txt"] }, { features: [{ kind: "tfidf" }] })).toContain("/v.txt");
  expect(files({ "dataset.train": ["/t.csv"] })).toContain("/t.csv");
});

test("and of a sweep that is set beside the file", () => {
  const text = '{"dataset": "a.csv"}';
  const overrides = [["sweep", { over: { dataset: ["a.csv", "/b.csv"] } }]] as const;
  expect(sweptFiles({ text, overrides })).toEqual(["a.csv", "/b.csv"]);
  expect(sweptFiles({ text: "{" })).toEqual([]);
});
