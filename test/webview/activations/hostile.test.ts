import { expect, test } from "vitest";
import { ActivationsHost, studyRuns } from "../harness/activationsHost.ts";
import { panels } from "../harness/panels.ts";

const open = panels();
const attack = (where: string): string =>
  `<img src=x onerror="window.broken='${where}'"><script>window.broken='${where}'</script>`;

test("HTML in the names and folders of datasets and in messages shows as text in the Activations panel", async () => {
  const host = new ActivationsHost(studyRuns(5));
  host.sources = [{ path: "/folder/a.csv", kind: "dataset", name: attack("name"), location: attack("location") }];
  host.refusals.set("start", attack("refusal"));
  const { page } = await open(host);
  await page.getByTestId("count").waitFor();
  expect(await page.locator("main").evaluate((main) => main.textContent)).toContain(attack("name"));
  await page.getByTestId("run").click();
  await page.getByText(attack("refusal")).first().waitFor();
  expect(await page.locator("main img, main script").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: string }).broken ?? null)).toBeNull();
});
