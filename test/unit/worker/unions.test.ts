import { expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { Bench } from "./reviews.ts";

/** Remarks of four words, a number that says as much as they do, and vectors of the words. */
function benchWithNumbers(): Bench {
  const bench = new Bench();
  const rows = Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0 ? `the ${at} room shines,${(at % 5) + 4},good` : `the ${at} room stinks,${(at % 5) - 4},bad`,
  );
  bench.ports.write("/folder/stars.csv", `remark,stars,kind\n${rows.join("\n")}\n`);
  bench.ports.write("/folder/v.txt", "the 0.1 0.2\nroom 0.3 -0.1\nshines 1 0.5\nstinks -1 0.5\n");
  return bench;
}
const dataset = { path: "stars.csv", text: "remark", label: "kind", features: ["stars"] };
const mean = { kind: "wordVectors", path: "v.txt", combine: "mean" };

it.each([
  ["mean vectors and terms", [mean, { kind: "tfidf" }]],
  ["vectors in order and numbers", [{ ...mean, combine: "concat", maxTokens: 4 }, { kind: "numeric" }]],
  ["mean vectors and numbers", [mean, { kind: "numeric", scale: "minMax" }]],
  ["hashed sequences and characters", [{ kind: "hashedNgrams" }, { kind: "counts", characterNgrams: [2, 3] }]],
])("a run learns from %s together", async (_, features) => {
  const bench = benchWithNumbers();
  const { record } = await bench.train(bench.start({ dataset, features, training: { epochs: 30 } }));
  expect(record).toMatchObject({ status: "finished", message: null });
  expect(record.metrics.test?.accuracy).toBe(1);
  // Paths in a record start from its workspace folder, in a union too.
  expect(JSON.stringify(record.experiment.features)).not.toContain("/folder/");
  expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  const stored = [...bench.ports.features.values()].map(({ json }) => JSON.stringify(json));
  expect(stored.join()).not.toContain("v.txt");
});
