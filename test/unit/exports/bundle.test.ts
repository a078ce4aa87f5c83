import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { isPlainPath, plainName, type Reproduction } from "../../../src/experiment/reproduction.ts";
import { runExporter } from "../../../src/platform/runExports.ts";
import { reproductions } from "../../../src/platform/reproductions.ts";
import { packBundle, readBundle, refuseLarge } from "../../../src/services/reproduction/bundleFile.ts";
import { linkPath, linkQuery, parseLink } from "../../../src/services/reproduction/link.ts";
import { isSame, verificationWords } from "../../../src/services/verification/words.ts";
import { RealBench, type RealRun } from "./realRuns.ts";

const written = {
  features: [{ kind: "tfidf" }, { kind: "wordVectors", path: "vectors.txt", combine: "mean", maxTokens: 6 }],
  model: { kind: "network", hidden: [{ units: 5, activation: "relu" }] },
  training: { epochs: 2 },
};
const service = reproductions("reference");
let bench: RealBench;
let run: RealRun;
let described: Reproduction;
let bundle: string;

beforeAll(async () => {
  bench = new RealBench();
  run = await bench.train(written);
  const place = { runFolder: run.folder, baseFolder: bench.folder };
  described = (await service.describeRun({ ...place, title: "Reviews" })).reproduction;
  bundle = join(bench.folder, "run.benchtop.zip");
  await runExporter(bench.folder)({ ...place, to: "bundle", path: bundle, withData: true });
});
afterAll(() => bench.dispose());

describe("a bundle", () => {
  it("brings data and experiment to another place, where the same run is known by its figures", async () => {
    const { reproduction, included } = await service.openBundle({ path: bundle });
    expect(included).toEqual(["data/reviews.csv", "vectors/vectors.txt"]);
    expect(reproduction.expected.epochs).toHaveLength(3);
    const folder = join(bench.folder, "there");
    await service.unpackBundle({ path: bundle, folder });
    for (const name of ["reviews.csv", "vectors.txt"])
      expect(readFileSync(join(folder, name === "reviews.csv" ? "data" : "vectors", name))).toEqual(
        readFileSync(join(bench.folder, name)),
      );
    const again = await bench.train(written);
    const same = await service.compareExpected({ runFolder: again.folder, reproduction });
    expect(isSame(same)).toBe(true);
    expect(verificationWords(same).join(" ")).toContain("Reproduced bit for bit: 3 evaluations");

    const other = await bench.train({ ...written, training: { epochs: 2, seed: 2 } });
    const differs = await service.compareExpected({ runFolder: other.folder, reproduction });
    expect(differs.figures?.differences.map(({ what }) => what).slice(0, 2)).toEqual(["experiment", "epoch"]);
    expect(differs.figures?.differences[0]).toMatchObject({
      place: "the experiment's training.seed",
      before: "1",
      now: "2",
    });
  });

  it("holds no data unless that is asked for, and finds them by their content under any name", async () => {
    const path = join(bench.folder, "bare.benchtop.zip");
    await runExporter(bench.folder)({ runFolder: run.folder, baseFolder: bench.folder, to: "bundle", path });
    const { reproduction, included } = await service.openBundle({ path });
    expect(included).toEqual([]);
    const files = readFileSync(join(bench.folder, "reviews.csv"));
    mkdirSync(join(bench.folder, "elsewhere"));
    const candidates = ["other.csv", "same.csv"].map((name) => join(bench.folder, "elsewhere", name));
    writeFileSync(candidates[0] ?? "", Buffer.from(files).fill(0x61, 100, 101));
    writeFileSync(candidates[1] ?? "", files);
    const { layout } = reproduction.experiment.dataset;
    const { found } = await service.locateFiles({ files: reproduction.files, layout, candidates });
    expect(found).toEqual({ "data/reviews.csv": candidates[1] });
  });

  it("is refused where a file in it is not the one that the run was trained on", async () => {
    const files: Zippable = unzipSync(readFileSync(bundle));
    const data = files["data/reviews.csv"] as Uint8Array;
    data[50] = (data[50] ?? 0) ^ 1;
    const path = join(bench.folder, "tampered.benchtop.zip");
    writeFileSync(path, zipSync(files));
    await expect(service.openBundle({ path })).rejects.toThrow("data/reviews.csv in the bundle is not the one");
    await expect(service.unpackBundle({ path, folder: join(bench.folder, "never") })).rejects.toThrow(UserError);
    expect(existsSync(join(bench.folder, "never"))).toBe(false);
  });

  const names = [
    "../x",
    "data/../../x",
    "/etc/x",
    "C:\\x",
    "data\\x",
    "data/x\u0000",
    "data/con.csv",
    "data/x.",
    "data/a/../b",
    "vectors/a/b",
    "x",
    "__proto__",
  ];
  it.each(names)("is refused with an entry named %j", (name) => {
    // Under a name as long: the library that writes it knows better than to take this one.
    const stand = "§".padEnd(name.length - 1, "_");
    const zip = zipSync({ ...unzipSync(readFileSync(bundle)), [stand]: strToU8("x") });
    const bytes = Buffer.from(zip);
    for (let at = bytes.indexOf(stand); at >= 0; at = bytes.indexOf(stand)) bytes.write(name, at, "latin1");
    expect(() => readBundle(bytes)).toThrow(/which has no place in one/);
  });

  it("is refused with links, names twice, files that nobody names, bombs, and a description that leads elsewhere", () => {
    const files: Zippable = unzipSync(readFileSync(bundle));
    const changed = (change: object) => strToU8(JSON.stringify({ ...described, ...change }));
    const hostile: readonly (readonly [string, Zippable])[] = [
      ["a link", { ...files, "data/reviews.csv": [strToU8("/etc/passwd"), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }],
      ["twice", { ...files, "data/Reviews.csv": strToU8("x") }],
      ["does not name", { ...files, "data/more.csv": strToU8("x") }],
      ["unpacks to more", { ...files, "data/reviews.csv": new Uint8Array(8_000_000) }],
      ["no bundle", { "bundle.experiment.json": strToU8("{}") }],
      ["not JSON", { ...files, "reproduction.json": strToU8("{") }],
      ["none of its files", { "reproduction.json": changed({ files: described.files.slice(1) }) }],
      [
        "leads elsewhere",
        { "reproduction.json": changed({ files: [{ ...described.files[0], path: "data/../../x" }] }) },
      ],
      ["not what it should be", { "reproduction.json": changed({ title: 7 }) }],
    ];
    for (const [words, zip] of hostile) expect(() => readBundle(zipSync(zip)), words).toThrow(words);
  });

  it("is read or refused with a message, whatever is done to its bytes", () => {
    const bytes = new Uint8Array(readFileSync(bundle));
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(bytes.length), (changes, cut) => {
        const damaged = bytes.slice(0, cut % 5 === 0 ? cut : bytes.length);
        for (const [at, value] of changes) damaged[Math.min(at, damaged.length - 1)] = value;
        try {
          for (const name of readBundle(damaged).data.keys()) expect(isPlainPath(name)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("a bundle of a run on a folder", () => {
  const texts = (label: string, at: number): string =>
    `the ${label} is ${at % 3 === 0 ? "lovely" : "dark"} ${String(at)}`;
  let folderRun: RealRun;
  let path: string;
  const place = () => ({ runFolder: folderRun.folder, baseFolder: bench.folder });
  const names: string[] = [];

  beforeAll(async () => {
    for (const label of ["bed", "sea"])
      for (let at = 0; at < 15; at++) {
        const name = `letters/${label}/${String(at)}.txt`;
        names.push(name);
        mkdirSync(dirname(join(bench.folder, name)), { recursive: true });
        const isPacked = at === 7;
        const target = join(bench.folder, isPacked ? `${name}.gz` : name);
        writeFileSync(target, isPacked ? gzipSync(texts(label, at)) : texts(label, at));
      }
    writeFileSync(join(bench.folder, "letters", "readme.txt"), "beside the data");
    folderRun = await bench.train({ dataset: "letters", training: { epochs: 2 } });
    path = join(bench.folder, "folder.benchtop.zip");
    await runExporter(bench.folder)({ ...place(), to: "bundle", path, withData: true });
  });

  it("holds the files of its classes and no other, and gives the same folder elsewhere", async () => {
    const { reproduction, included } = await service.openBundle({ path });
    expect(included).toEqual(["data/letters"]);
    expect(reproduction.files).toMatchObject([{ path: "data/letters", parts: 30, was: "letters" }]);
    const folder = join(bench.folder, "elsewhere folder");
    const { files } = await service.unpackBundle({ path, folder });
    expect(files).toHaveLength(30);
    expect(existsSync(join(folder, "data/letters/readme.txt"))).toBe(false);
    const again = await bench.train({ dataset: "elsewhere folder/data/letters", training: { epochs: 2 } });
    const same = await service.compareExpected({ runFolder: again.folder, reproduction });
    expect(verificationWords(same)[0]).toContain("Reproduced bit for bit");
  });

  it("without data, the folder is found by its content under any name, and one that differs is not", async () => {
    const { reproduction } = await service.describeRun({ ...place(), title: "Letters" });
    const { layout } = reproduction.experiment.dataset;
    const copy = (name: string): string => {
      cpSync(join(bench.folder, "letters"), join(bench.folder, name), { recursive: true });
      return join(bench.folder, name);
    };
    const candidatesIn = (folder: string): string[] =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((name) => statSync(name).isFile());
    const [same, other, less] = [copy("copies/same"), copy("copies/other"), copy("copies/less")];
    writeFileSync(join(other, "sea", "3.txt"), texts("bed", 3));
    rmSync(join(less, "sea", "3.txt"));
    const locate = (candidates: readonly string[]) =>
      service.locateFiles({ files: reproduction.files, layout, candidates });
    expect(await locate([...candidatesIn(other), ...candidatesIn(less)])).toEqual({ found: {} });
    const all = candidatesIn(join(bench.folder, "copies"));
    expect(await locate(all)).toEqual({ found: { "data/letters": same } });
    expect(parseLink({ path: linkPath, query: linkQuery(reproduction) }).files).toEqual(reproduction.files);
  });

  it("is refused where its folder is another one, has more or less in it, or leads elsewhere", async () => {
    const files: Zippable = unzipSync(readFileSync(path));
    const first = "data/letters/bed/0.txt";
    const without = { ...files };
    Reflect.deleteProperty(without, first);
    const described = JSON.parse(strFromU8(files["reproduction.json"] as Uint8Array)) as Reproduction;
    const parts = (count: number) =>
      strToU8(JSON.stringify({ ...described, files: described.files.map((file) => ({ ...file, parts: count })) }));
    const hostile: readonly (readonly [string, Zippable])[] = [
      ["29 of the 30 files", without],
      ["31 of the 30 files", { ...files, "data/letters/bed/more.txt": strToU8("x") }],
      ["is not the one", { ...files, [first]: strToU8(texts("sea", 0)) }],
      ["is not the one", { ...without, "data/letters/bed/other.txt": files[first] ?? [] } as Zippable],
      ["is not the one", { ...files, "data/letters/readme.txt": strToU8("x"), "reproduction.json": parts(31) }],
      ["does not name", { ...files, "data/others/bed/0.txt": strToU8("x") }],
      ["does not name", { ...files, "data/letters": strToU8("x") }],
      ["as a file and as a folder", { ...files, "data/letters/bed": strToU8("x") }],
      ["twice", { ...files, "data/letters/BED/0.txt": strToU8("x") }],
      ["no place in one", { ...files, "data/letters/con.txt/0.txt": strToU8("x") }],
      ["no place in one", { ...files, "vectors/letters/bed/0.txt": strToU8("x") }],
      ["no place in one", { ...files, [`data/letters${"/a".repeat(8)}`]: strToU8("x") }],
      ["a link", { ...files, [first]: [strToU8("/etc/passwd"), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }],
      ["not what it should be", { ...files, "reproduction.json": parts(0) }],
      ["unpacks to more", { ...files, ...many(280, 250_000) }],
    ];
    for (const [words, zip] of hostile) {
      writeFileSync(join(bench.folder, "hostile.zip"), zipSync(zip));
      await expect(service.openBundle({ path: join(bench.folder, "hostile.zip") }), words).rejects.toThrow(words);
    }
  });

  it("is not made of names that another system could not have", async () => {
    const withNames =
      (...more: string[]) =>
      () =>
        packBundle(described, "{}", new Map(more.map((name) => [name, strToU8("x")])));
    expect(withNames("data/letters/bed/a:b.txt")).toThrow("a name that not every system can have");
    expect(withNames("data/letters/bed/a.txt", "data/letters/bed/A.txt")).toThrow("is named as data/letters/bed/a.txt");
    expect(() => refuseLarge([{ path: "data/letters", bytes: 1, parts: 60_000 }])).toThrow("at most 59,998");
    await expect(service.openBundle({ path })).resolves.toBeDefined();
  });
});

/** Files of zeros, which pack to nothing. */
function many(count: number, bytes: number): Zippable {
  const zeros = new Uint8Array(bytes);
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`data/letters/bed/x${String(at)}.txt`, zeros]));
}

describe("a link", () => {
  it("holds the experiment, its files' fingerprints and what is expected, but for the curve", () => {
    const query = linkQuery(described);
    expect(query.length).toBeLessThan(8000);
    const read = parseLink({ path: linkPath, query });
    expect(read.experiment).toEqual(described.experiment);
    expect(read.files).toEqual(described.files);
    expect(read.expected.digests).toEqual(described.expected.digests);
    expect(read.expected.epochs).toBeUndefined();
  });

  it("is enough to know the same run by, and another", async () => {
    const reproduction = parseLink({ path: linkPath, query: linkQuery(described) });
    expect(isSame(await service.compareExpected({ runFolder: run.folder, reproduction }))).toBe(true);
    const weights = "0".repeat(64);
    const expected = { ...reproduction.expected, digests: { ...reproduction.expected.digests, weights } };
    const other = await service.compareExpected({ runFolder: run.folder, reproduction: { ...reproduction, expected } });
    expect(other.figures?.differences).toMatchObject([
      { what: "weights", place: "SHA-256 of the weights", before: weights },
    ]);
  });

  it("is read or refused with a message, whatever it holds", () => {
    const query = linkQuery(described);
    expect(() => parseLink({ path: "/run", query })).toThrow("none that Benchtop knows");
    expect(() => parseLink({ path: linkPath, query: `${query}&cmd=1` })).toThrow("does not hold a run");
    expect(() => parseLink({ path: linkPath, query: `run=${"A".repeat(40_000)}` })).toThrow("too long");
    const damaged = fc
      .tuple(fc.nat(query.length - 1), fc.constantFrom("A", "Z", "a", "z", "0", "9", "-", "_", "%", "&"))
      .map(([at, letter]) => query.slice(0, at) + letter + query.slice(at + 1));
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.string(),
          fc.string().map((text) => `run=${text}`),
          fc.base64String().map((text) => `run=${text}`),
        ),
        (text) => {
          try {
            expect(parseLink({ path: linkPath, query: text }).format).toBe("benchtop-reproduction-1");
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

it("names are made plain, whatever they were", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom("con", "..", "a/..", "nul.txt", "C:\\x", "x ")), (name) => {
      expect(isPlainPath(`data/${plainName(name)}`)).toBe(true);
    }),
  );
});
