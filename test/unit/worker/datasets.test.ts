import { beforeEach, describe, expect, it } from "vitest";
import type { DatasetNotifications, DatasetSource } from "../../../src/protocol/datasets.ts";
import { OpenDatasets } from "../../../src/worker/datasets/openDatasets.ts";
import { MemoryPorts } from "./memoryPorts.ts";

let ports: MemoryPorts;
let told: DatasetNotifications["datasetProgress"][];
let datasets: OpenDatasets;
const id = "dataset";
const source: DatasetSource = { kind: "file", path: "/data/reviews.tsv", choices: {} };

const rows = Array.from({ length: 60 }, (_, at) =>
  at % 3 === 0
    ? `A lovely room number ${at} with a fine view\tgood`
    : `The worst breakfast number ${at} of all my life\tbad`,
);
/** Line 61 is that of line 1, line 62 nearly so under another label. */
const lines = [...rows, rows[0] ?? "", "a lovely room, number 0, with a FINE view!\tbad", "\tbad"];

beforeEach(() => {
  ports = new MemoryPorts();
  ports.disk.set("/data/reviews.tsv", new TextEncoder().encode(`${lines.join("\n")}\n`));
  ports.disk.set("/vectors.txt", new TextEncoder().encode("lovely 1 2\nroom 2 1\n"));
  told = [];
  datasets = new OpenDatasets(ports, {
    notify: (name, params) => {
      if (name === "datasetProgress") told.push(params as DatasetNotifications["datasetProgress"]);
    },
  });
});

describe("a dataset that is held to be looked at", () => {
  it("is told as it would be trained on, with lengths and what is missing", async () => {
    const overview = await datasets.open({ id, source });
    expect(overview).toMatchObject({ examples: 63, classes: ["bad", "good"], splitProblem: null, isCut: false });
    expect(overview?.allCounts).toEqual([42, 21]);
    expect(overview?.counts.train?.reduce((sum, count) => sum + count, 0)).toBe(51);
    expect(overview?.lengths).toMatchObject({ longest: 9, empty: 1, cut: { at: 300, examples: 0, tokens: 0 } });
    expect(overview?.columns).toEqual([{ name: "text", kind: "text", missing: 1 }]);
    expect(told.every(({ part, fraction }) => part === "overview" && fraction >= 0 && fraction <= 1)).toBe(true);
  });

  it("lists duplicates with their lines, nearest first, and those under different labels", async () => {
    await datasets.open({ id, source });
    const report = await datasets.duplicates(id);
    expect(report?.facts.copies.all).toBe(1);
    expect(report?.facts.nearPairs).toBe(1);
    const conflicts = datasets.likenesses({ id, list: "conflicts", offset: 0, limit: 10 });
    expect(conflicts.likenesses.map(({ isExact, examples }) => [isExact, ...examples.map(({ line }) => line)])).toEqual(
      [[false, 1, 62]],
    );
    const [exact] = (["leaks", "repeats"] as const)
      .flatMap((list) => datasets.likenesses({ id, list, offset: 0, limit: 10 }).likenesses)
      .filter(({ isExact }) => isExact);
    expect(exact).toMatchObject({ similarity: 1, size: 2 });
    expect(exact?.examples.map(({ file, line, classId }) => [file, line, classId])).toEqual([
      ["/data/reviews.tsv", 1, 1],
      ["/data/reviews.tsv", 61, 1],
    ]);
  });

  it("pages through examples by class, split and text, whatever is special in a pattern", async () => {
    await datasets.open({ id, source });
    const ask = (filter: object, offset = 0, limit = 3) =>
      datasets.examples({ id, filter: { classId: null, split: null, text: "", ...filter }, offset, limit });
    const all = await ask({}, 60, 100);
    expect([all.total, ...all.examples.map(({ line }) => line)]).toEqual([63, 61, 62, 63]);
    const good = await ask({ classId: 1 }, 20);
    expect([good.total, ...good.examples.map(({ line }) => line)]).toEqual([21, 61]);
    expect((await ask({ text: "view!" })).examples.map(({ line }) => line)).toEqual([62]);
    expect((await ask({ text: "FINE VIEW" })).total).toBe(22);
    expect((await ask({ text: "number .* view" })).total).toBe(0);
    expect((await ask({ text: "(-[" })).total).toBe(0);
    const [train, rest] = [await ask({ split: "train", classId: 0 }), await ask({ split: "none" })];
    expect(train.examples.every(({ split, classId }) => split === "train" && classId === 0)).toBe(true);
    expect(rest.total).toBe(0);
  });

  it("counts all of a large file and holds an even sample, in which the same content is whole, or all when asked", async () => {
    const many = Array.from({ length: 4000 }, (_, at) => `text number ${at % 2000}\t${at % 2 === 0 ? "good" : "bad"}`);
    const write = (all: readonly string[]) =>
      ports.disk.set(
        "/data/reviews.tsv",
        new TextEncoder().encode(`${all.join("\n")}\nonly one\trare\none more\trare\n`),
      );
    write(many);
    const limited = new OpenDatasets(ports, { notify: () => undefined }, { whole: 1000, sampled: 9000 });
    const overview = await limited.open({ id, source });
    expect(overview).toMatchObject({ examples: 4002, allCounts: [2000, 2000, 2], splitProblem: null });
    expect(overview?.counts.train).toEqual([1600, 1600, 2]);
    const held = overview?.held ?? 0;
    expect(held).toBeGreaterThan(200);
    expect(held).toBeLessThan(900);
    const list = async (): Promise<string[]> => {
      const { examples } = await limited.examples({
        id,
        filter: { classId: 0, split: null, text: "" },
        offset: 0,
        limit: 1000,
      });
      return examples.map(({ excerpt }) => excerpt).sort();
    };
    expect((await limited.duplicates(id))?.facts.copies.all).toBeGreaterThan(held / 2 - 20);
    // The first eight of each class are in it in any case.
    const before = new Set(await list());
    write([...many.slice(2000), ...many.slice(0, 2000)]);
    await limited.open({ id, source });
    expect(new Set(await list())).toEqual(before);
    expect(await limited.open({ id, source: { ...source, whole: true } })).toMatchObject({
      examples: 4002,
      held: 4002,
    });
  });

  it("knows its telling words and what vectors know of them", async () => {
    await datasets.open({ id, source });
    const words = await datasets.words(id);
    expect(words?.countedOn).toBe("train");
    expect(words?.telling[1]?.map(({ word }) => word)).toEqual(expect.arrayContaining(["lovely", "view", "fine"]));
    const vectors = await datasets.vectors(id, "/vectors.txt");
    expect(vectors).toMatchObject({ dimension: 2, rows: 2 });
    expect(vectors?.coverage.unknown[0]).toMatchObject({ word: "number", count: 62, byClass: [41, 21] });
  });

  it("is read all the same when it cannot be split, and says why", async () => {
    ports.disk.set("/data/reviews.tsv", new TextEncoder().encode(`${lines.join("\n")}\na single one\trare\n`));
    const overview = await datasets.open({ id, source });
    expect(overview?.splitProblem).toContain('The class "rare" has a single example');
    expect(overview).toMatchObject({ examples: 64, counts: {} });
    expect((await datasets.duplicates(id))?.facts.leaks).toEqual([]);
    expect((await datasets.words(id))?.countedOn).toBe("all");
  });

  it("ends work that is stopped with nothing, and is gone once closed", async () => {
    await datasets.open({ id, source });
    ports.onBreath = () => datasets.stop(id, "duplicates");
    ports.pace = 20;
    expect(await datasets.duplicates(id)).toBeNull();
    ports.onBreath = () => undefined;
    expect(await datasets.duplicates(id)).not.toBeNull();
    datasets.close(id);
    await expect(datasets.words(id)).rejects.toThrow("not open any more");
  });
});
