import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelKinds } from "./modelKinds.ts";
import { examplesOf, hostileClasses, RealBench, type RealRun } from "./realRuns.ts";

let bench: RealBench;
beforeAll(async () => {
  bench = new RealBench();
  await bench.bundle();
});
afterAll(() => {
  bench.dispose();
});

interface Answer {
  readonly label: string;
  readonly outputs: Record<string, number>;
}

/** What the module says, in a Node of its own that has nothing but the file. */
function ask(folder: string, inputs: readonly unknown[]): readonly Answer[] {
  const address = pathToFileURL(join(bench.folder, folder, "model.mjs")).href;
  const program = `
    import { predict, classes } from ${JSON.stringify(address)};
    if (!Array.isArray(classes)) throw new Error("no classes");
    console.log(JSON.stringify(${JSON.stringify(inputs)}.map((input) => predict(input))));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], {
    input: program,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer[];
}

function expectOutputs(run: RealRun, answers: readonly Answer[]): void {
  const classes = run.record.data?.classes ?? [];
  const stored = run.array("predictions.test");
  expect(answers.length * classes.length).toBe(stored.length);
  expect(answers.length).toBeGreaterThan(3);
  const largest = Math.max(1, ...Array.from(stored, Math.abs));
  answers.forEach(({ label, outputs }, row) => {
    const values = classes.map((name) => outputs[name] ?? NaN);
    values.forEach((value, id) => {
      expect(Math.abs(value - (stored[row * classes.length + id] ?? NaN))).toBeLessThan(2e-6 * largest);
    });
    expect(label).toBe(classes[values.indexOf(Math.max(...values))]);
  });
}

test.each(Object.entries(modelKinds))("a module alone classifies as the run did: %s", async (name, written) => {
  const run = await bench.train(written);
  await run.export("javascript", `module ${name}`);
  expectOutputs(run, ask(`module ${name}`, examplesOf(bench, run)));
});

test("labels that try to break out stay text, also within a page, and cells may be numbers or missing", async () => {
  const run = await bench.train({
    dataset: { path: "hostile.csv", label: "kind", features: ["size", "weight", "colour"] },
    training: { epochs: 2 },
  });
  await run.export("javascript", "hostile module");
  expectOutputs(run, ask("hostile module", examplesOf(bench, run)));
  const code = readFileSync(join(bench.folder, "hostile module", "model.mjs"), "utf8");
  expect(code).not.toContain("</script>");
  expect(code).not.toMatch(/^import /m);
  const [asText, asNumber] = ask("hostile module", [
    { size: "4", weight: "1.5", colour: "" },
    { size: 4, weight: 1.5, colour: null },
  ]);
  expect(asNumber).toEqual(asText);
  expect(hostileClasses).toContain(asText?.label);
  expect(() => ask("hostile module", [{ size: "seven" }])).toThrow("is not a number");
});
