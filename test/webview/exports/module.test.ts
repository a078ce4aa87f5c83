import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "../../run/system.mjs";
import { examplesOf, RealBench } from "../../unit/exports/realRuns.ts";

interface Module {
  readonly predict: (input: unknown) => { readonly label: string; readonly outputs: Record<string, number> };
}

const origin = "http://benchtop.test";
let bench: RealBench;

beforeAll(async () => {
  bench = new RealBench();
  await bench.bundle();
});
afterAll(() => {
  bench.dispose();
});

test("an exported module gives Chromium and Node the same bits, under a policy that forbids eval", async () => {
  const texts = await bench.train({ features: { kind: "tfidf", characterNgrams: [2, 3] }, training: { epochs: 3 } });
  const cells = await bench.train({
    dataset: { path: "hostile.csv", label: "kind", features: ["size", "weight", "colour"] },
    model: { kind: "network", hidden: [{ units: 5, activation: "gelu" }] },
    training: { epochs: 3 },
  });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ["--no-sandbox"],
  });
  try {
    for (const [name, run] of Object.entries({ texts, cells })) {
      await run.export("javascript", name);
      const file = join(bench.folder, name, "model.mjs");
      const inputs = [...examplesOf(bench, run)];
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => problems.push(message.text()));
      const scripts = new Map([
        ["/model.mjs", readFileSync(file, "utf8")],
        ["/start.mjs", 'import * as model from "./model.mjs"; window.model = model;'],
      ]);
      await page.route(`${origin}/**`, (route) => {
        const body = scripts.get(new URL(route.request().url()).pathname);
        return body === undefined
          ? route.fulfill({
              contentType: "text/html; charset=utf-8",
              headers: { "content-security-policy": `default-src 'none'; script-src ${origin}` },
              body: '<!doctype html><title>module</title><script type="module" src="/start.mjs"></script>',
            })
          : route.fulfill({ contentType: "text/javascript", body });
      });
      await page.goto(`${origin}/`);
      await page.waitForFunction(() => "model" in window);
      const shown = await page.evaluate(
        (all) => all.map((input) => (window as unknown as { model: Module }).model.predict(input)),
        inputs,
      );
      const { predict } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module;
      expect(shown).toEqual(inputs.map((input) => predict(input)));
      expect(shown.length).toBeGreaterThan(3);
      expect(problems).toEqual([]);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});
