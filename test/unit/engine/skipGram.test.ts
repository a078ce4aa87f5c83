import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { type Backend, referenceBackend } from "../../../src/engine/backend.ts";
import { nearestRows } from "../../../src/engine/wordVectors/nearest.ts";
import { type SkipGramOptions, trainSkipGram, type WordTexts } from "../../../src/engine/wordVectors/skipGram.ts";
import { SkipGramModel, type WordRows } from "../../../src/engine/wordVectors/skipGramModel.ts";
import { allBackends } from "./support.ts";

const shape = { dimension: 5, negatives: 2, window: 2 };
/** Three words; the second and the third share a row of a subword. */
const words: WordRows = { offsets: Uint32Array.of(0, 1, 3, 5), rows: Uint32Array.of(0, 1, 3, 2, 3), count: 4 };
/** Pairs of a centre: the word that stands there, then those that do not. */
const pairs = [[0, 1, 2]] as const;

function modelOf(centre: number, rate: number, change?: (model: SkipGramModel) => void) {
  const model = new SkipGramModel(shape, words, referenceBackend("float64"));
  const stream = new RandomStream(1, "test");
  for (const tensor of [model.input, model.output])
    tensor.load(Float64Array.from({ length: tensor.rows * tensor.columns }, () => stream.normal()));
  change?.(model);
  model.begin(centre, rate);
  for (const word of pairs.flat()) model.target(word);
  return { model, loss: model.step() };
}

describe("a step of skip-gram with negative sampling", () => {
  it("follows the gradient, each input row by the whole gradient of the mean of rows", () => {
    const rate = 1e-3;
    for (const centre of [0, 1]) {
      const before = modelOf(centre, 0).model;
      const after = modelOf(centre, rate).model;
      const rowsOfCentre = [...words.rows.subarray(words.offsets[centre], words.offsets[centre + 1])];
      for (const name of ["input", "output"] as const)
        for (let row = 0; row < before[name].rows; row++)
          for (let column = 0; column < shape.dimension; column++) {
            const lossAt = (shift: number): number =>
              modelOf(centre, 0, (model) => {
                model[name].set(row, column, model[name].get(row, column) + shift);
              }).loss;
            const gradient = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
            const factor = name === "input" ? rowsOfCentre.length : 1;
            const moved = after[name].get(row, column) - before[name].get(row, column);
            expect(moved, `${name} ${String(row)} ${String(column)}`).toBeCloseTo(-rate * factor * gradient, 9);
          }
    }
  });
});

/** Two topics whose words never meet. */
function topics(): WordTexts {
  const stream = new RandomStream(3, "topics");
  const ids: number[] = [];
  const offsets = [0];
  for (let text = 0; text < 160; text++) {
    for (let at = 0; at < 6; at++) ids.push(stream.below(5) + (text % 2) * 5);
    offsets.push(ids.length);
  }
  const counts = new Uint32Array(10);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return { offsets: Uint32Array.from(offsets), ids: Uint32Array.from(ids), counts, tokens: ids.length };
}

const tenWords: WordRows = {
  offsets: Uint32Array.from({ length: 11 }, (_, word) => word),
  rows: Uint32Array.from({ length: 10 }, (_, word) => word),
  count: 10,
};

function trained(backend: Backend, change: Partial<SkipGramOptions> = {}) {
  const options = {
    dimension: 8,
    negatives: 3,
    window: 3,
    epochs: 5,
    learningRate: 0.2,
    subsample: 1,
    seed: 1,
    ...change,
  };
  const model = new SkipGramModel(options, tenWords, backend);
  const reports = [...trainSkipGram(model, topics(), options)];
  return { values: model.input.copy(), reports };
}

describe("word vectors", async () => {
  const backends = await allBackends();

  it("of words that stand together end up near to each other, with every flavour", () => {
    for (const backend of backends) {
      const { values, reports } = trained(backend);
      for (let word = 0; word < 10; word++) {
        const near = nearestRows(values, 8, values.subarray(word * 8, word * 8 + 8), 4, word);
        expect(
          near.every(({ row }) => row < 5 === word < 5),
          `${backend.flavour} ${String(word)}`,
        ).toBe(true);
      }
      expect(reports.at(-1)).toMatchObject({ epoch: 5, fraction: 1 });
      expect(reports.at(-1)?.loss).toBeLessThan(reports[0]?.loss ?? 0);
    }
  }, 60_000);

  it("have the same bits again, and others with another seed", () => {
    for (const backend of backends) {
      const { values } = trained(backend, { epochs: 1 });
      expect(trained(backend, { epochs: 1 }).values).toEqual(values);
      expect(trained(backend, { epochs: 1, seed: 2 }).values).not.toEqual(values);
    }
  }, 60_000);

  it("are listed by their cosine, ties in the order of their rows", () => {
    const values = Float32Array.of(1, 0, 2, 0, 0, 1, -1, 0, 0, 0);
    expect(nearestRows(values, 2, [3, 0], 3)).toEqual([
      { row: 0, similarity: 1 },
      { row: 1, similarity: 1 },
      { row: 2, similarity: 0 },
    ]);
    expect(nearestRows(values, 2, [3, 0], 1, 0)).toEqual([{ row: 1, similarity: 1 }]);
  });
});
