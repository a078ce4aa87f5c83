import { beforeEach, describe, expect, it } from "vitest";
import { defaultVectorTraining, type VectorTrainingOptions } from "../../../src/data/wordVectors/trainingOptions.ts";
import { readWordVectors } from "../../../src/data/wordVectors/readWordVectors.ts";
import type { TrainVectors } from "../../../src/protocol/wordVectors.ts";
import { Bench } from "./reviews.ts";

const out = "/folder/reviews.vec";
const ask = (options: Partial<VectorTrainingOptions> = {}): TrainVectors => ({
  trainingId: "vectors",
  path: "/folder/reviews.csv",
  choices: {},
  tokenizer: { kind: "words", lowercase: true },
  options: { ...defaultVectorTraining, dimension: 8, epochs: 4, minCount: 12, ...options },
  out,
});

describe("training word vectors on the texts of a dataset", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  const written = (): string => new TextDecoder().decode(bench.ports.disk.get(out));

  it("writes a file that reads as features, rare words made of their subwords, and knows what is near", async () => {
    const result = await bench.session.trainVectors(ask());
    // "the", "was" and ten adjectives of twenty times each are trained; ten subjects occur ten times.
    expect(result).toMatchObject({ status: "finished", path: out, dimension: 8, tokens: 500 });
    if (result.status !== "finished") return;
    const trained = result.words - result.composed;
    expect([trained, result.words + result.left]).toEqual([12, 22]);
    expect(result.composed).toBeGreaterThan(0);
    const words = ["lovely", "the", "zebra"];
    const source = await bench.ports.files.open(out);
    const { rowOf, rows } = await readWordVectors(source, { words, subwords: false });
    expect([rows, rowOf[2]]).toEqual([result.words, -1]);
    expect(Math.min(rowOf[0] ?? -1, rowOf[1] ?? -1)).toBeGreaterThanOrEqual(0);
    expect(result.neighbours.length).toBeGreaterThan(3);
    for (const { word, near } of result.neighbours) expect(near?.some((each) => each.word === word)).toBe(false);
    expect(bench.session.nearestWords({ word: "lovel", count: 2 }).near).toHaveLength(2);
    expect(bench.session.nearestWords({ word: "xyz", count: 2 }).near).toBeNull();
    const run = await bench.train(
      bench.start({
        features: { kind: "wordVectors", path: "reviews.vec", combine: "mean" },
        training: { epochs: 2 },
      }),
    );
    expect(run.record.status).toBe("finished");
  }, 60_000);

  it("gives the same file again whatever the pace, and another with another seed", async () => {
    await bench.session.trainVectors(ask());
    const first = written();
    bench.ports.pace = 20;
    await bench.session.trainVectors(ask());
    expect(written()).toBe(first);
    await bench.session.trainVectors(ask({ seed: 2 }));
    expect(written()).not.toBe(first);
  });

  it("tells how far it is, and writes nothing when it is stopped", async () => {
    bench.ports.pace = 20;
    bench.ports.onBreath = () => {
      if (bench.of("vectors").length >= 2) bench.session.stop("vectors");
    };
    expect(await bench.session.trainVectors(ask({ epochs: 400 }))).toEqual({ status: "stopped" });
    expect(bench.ports.disk.has(out)).toBe(false);
    expect(bench.of("vectors")[0]).toMatchObject({ trainingId: "vectors", epochs: 400 });
  });

  it("leaves rare words out where there are no subwords, and refuses texts without words to tell apart", async () => {
    const result = await bench.session.trainVectors(ask({ subwords: null }));
    expect(result).toMatchObject({ words: 12, composed: 0, left: 10 });
    await expect(bench.session.trainVectors(ask({ minCount: 101 }))).rejects.toThrow(
      "Of the texts' 22 words only 0 occur at least 101 times: there is nothing to learn from.",
    );
  });
});
