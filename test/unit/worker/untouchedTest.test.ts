import { expect, it } from "vitest";
import { Bench, reviews } from "./reviews.ts";

/** The reviews with a column that names splits, every fifth row for test and the next for validation. */
function splitReviews(test: (line: string) => string): string {
  const [header = "", ...lines] = reviews().trimEnd().split("\n");
  const rows = lines.map((line, at) => {
    if (at % 5 === 3) return `${test(line)},test`;
    return `${line},${at % 5 === 4 ? "dev" : "train"}`;
  });
  return `${[`${header},split`, ...rows].join("\n")}\n`;
}

const swapped = (line: string): string => (line.endsWith("good") ? `"unheard words",bad` : `"others still",good`);

it.each([
  ["tf-idf of words and a linear model", {}],
  [
    "a network with an early stop",
    { model: { kind: "network", hidden: [{ units: 4 }] }, training: { epochs: 8, earlyStopping: { patience: 2 } } },
  ],
  ["learned vectors of words", { model: { kind: "embeddingBag" }, training: { epochs: 3 } }],
])("nothing but the final evaluation sees the test rows: %s", async (_, written) => {
  const [run, other] = await Promise.all(
    [splitReviews((line) => line), splitReviews(swapped)].map(async (text) => {
      const bench = new Bench();
      bench.ports.write("/folder/reviews.csv", text);
      return bench.train(bench.start(written));
    }),
  );
  if (run === undefined || other === undefined) throw new Error("two runs");
  expect(run.record.experiment.split).toMatchObject({ splitColumn: "split" });
  expect(run.record.data?.counts).toEqual({ train: [30, 30], validation: [10, 10], test: [10, 10] });
  expect(other.record.fingerprints.data).not.toBe(run.record.fingerprints.data);
  // The very bits of everything before: fitted features, every step and epoch, which epoch was kept, the weights.
  expect(other.record.fingerprints.features).toBe(run.record.fingerprints.features);
  expect(other.steps).toEqual(run.steps);
  expect(other.epochs.map(({ metrics }) => metrics)).toEqual(run.epochs.map(({ metrics }) => metrics));
  expect(other.record.best).toEqual(run.record.best);
  expect(other.modelDigest).toBe(run.modelDigest);
  expect(other.record.metrics.test?.accuracy).not.toBe(run.record.metrics.test?.accuracy);
});
