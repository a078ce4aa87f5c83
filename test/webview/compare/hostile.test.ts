import { expect, test } from "vitest";
import { CompareHost, storedRun } from "../harness/compareHost.ts";
import { panels } from "../harness/panels.ts";

const open = panels();
const attack = (where: string): string =>
  `<img src=x onerror="window.broken='${where}'"><script>window.broken='${where}'</script>`;

test("HTML in the names, tags, notes, files and labels of runs shows as text in the Compare panel", async () => {
  const runs = [0, 1, 2].map((index) => {
    const run = storedRun(index, {
      name: attack(`name ${String(index)}`),
      learningRate: [0.1, 0.01, 0.001][index] ?? 1,
    });
    const { record } = run;
    return {
      ...run,
      annotations: { ...run.annotations, tags: [attack("tag")], note: attack("note") },
      record: {
        ...record,
        experimentFile: attack("experiment file"),
        message: attack("message"),
        data:
          record.data === null ? null : { ...record.data, classes: record.data.classes.map((name) => attack(name)) },
      },
    };
  });
  const host = new CompareHost(runs);
  host.chosen = runs.map(({ record }) => record.id);
  const { page, frames, tab } = await opened(host);
  await page.getByTestId("run-grid").waitFor();
  expect(await page.getByTestId("run-grid").innerText()).toContain(attack("name 0"));
  for (const name of ["Curves", "Differences"]) {
    await tab(name);
    await frames();
  }
  expect(await page.locator("main img, main script").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: string }).broken ?? null)).toBeNull();
});

/** An open panel whose methods can be taken apart. */
async function opened(host: CompareHost) {
  const panel = await open(host, { width: 1300 });
  return { page: panel.page, frames: () => panel.frames(), tab: (name: string) => panel.tab(name) };
}
