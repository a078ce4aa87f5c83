import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { begin, buildCommandLine, type Outcome, writeWorkspace } from "./bundle.ts";

const slow = { timeout: 120_000 };
let bundle: { readonly path: string; dispose(): void };
let folder: string;

beforeAll(async () => {
  bundle = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), "benchtop-gates-"));
  writeWorkspace(folder);
}, 120_000);
afterAll(() => {
  bundle.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]): Promise<Outcome> => begin(bundle.path, folder, args).ended;
const gates = (name: string, content: object): void => {
  writeFileSync(join(folder, name), JSON.stringify(content));
};
const ids = (): string[] => readdirSync(join(folder, ".benchtop", "runs")).sort();

test(
  "gates that hold end with 0, one that does not with 1 and both sides of it; a bad file with 2 before anything is trained",
  slow,
  async () => {
    gates("good.gates.json", { experiment: "texts.experiment.json", minimum: { macroF1: 0.1 }, recall: { sea: 0 } });
    const good = await run("test", "good.gates.json");
    expect(good).toMatchObject({ code: 0 });
    expect(good.out).toMatch(/good\.gates\.json\n✓ macro F1 of [\d.]+ on test\n✓ recall of “sea” of [\d.]+ on test\n/);
    const [baseline = ""] = ids();

    // The same training again: nothing can have become worse.
    const regressions = { baseline: `.benchtop/runs/${baseline}`, most: 0 };
    gates("bad.gates.json", { experiment: "texts.experiment.json", minimum: { accuracy: 1.5 }, regressions });
    const bad = await run("test", "good.gates.json", "bad.gates.json", "--json");
    expect(bad.code).toBe(1);
    const told = bad.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map(({ gate, passed }) => [gate, passed])).toEqual([
      ["minimum.macroF1", true],
      ["recall.sea", true],
      [undefined, true],
      ["minimum.accuracy", false],
      ["regressions", true],
      [undefined, false],
    ]);
    expect(told[3]).toMatchObject({ line: 1, expected: "accuracy of at least 1.5 on test" });
    expect(told[3]?.["actual"]).toMatch(/^accuracy of [\d.]+ on test$/);

    const before = ids();
    gates("broken.gates.json", { experiment: "texts.experiment.json", minimum: { acuracy: 1 } });
    const broken = await run("test", "broken.gates.json");
    expect(broken).toMatchObject({ code: 2, out: "" });
    expect(broken.err).toContain('unknown key "acuracy"');
    expect(ids()).toEqual(before);
  },
);

test("regressions name the examples", slow, async () => {
  const trained = await run("train", "texts.experiment.json", "--set", "training.epochs=30", "--json");
  const baseline = (JSON.parse(trained.out.split("\n")[0] ?? "") as { run: string }).run;
  writeFileSync(
    join(folder, "worse.experiment.json"),
    JSON.stringify({
      dataset: "data/texts.tsv",
      model: { kind: "network" },
      training: { epochs: 1, optimizer: { kind: "sgd", learningRate: 1e-9 } },
    }),
  );
  gates("worse.gates.json", { experiment: "worse.experiment.json", regressions: { baseline, most: 0 } });
  const worse = await run("test", "worse.gates.json");
  expect(worse.code).toBe(1);
  expect(worse.out).toMatch(/✗ \d+ regressions on test\n {2}data\/texts\.tsv:\d+ (sea → wood|wood → sea): the /);
  expect(worse.out).toContain("expected at most 0 regressions on test");
});
