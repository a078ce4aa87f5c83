import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();
const same = {
  outcome: "same",
  at: "2026-06-01T09:30:00.000Z",
  words: ["Reproduced bit for bit: 41 evaluations and 1,560 steps.", "Node was 24.1, is 24.2. That changed nothing."],
} as const;

test("a verification is told as a line once it is there, the rest where someone asks", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 5 }));
  const { page, looks } = await open(host).then((panel) => ({ page: panel.page, looks: panel.looks.bind(panel) }));
  await expect.poll(() => host.countOf("verification")).toBe(1);
  expect(await page.getByTestId("verification").count()).toBe(0);
  host.verify(same);
  const line = page.getByTestId("verification");
  await line.waitFor();
  await expect
    .poll(() => line.locator("summary").innerText())
    .toMatch(/^Verified 1 Jun 2026, \d\d:30: Reproduced bit/u);
  expect(await line.getByText("That changed nothing").isVisible()).toBe(false);
  await line.locator("summary").press("Enter");
  await expect.poll(() => line.getByText("That changed nothing").isVisible()).toBe(true);
  const at = "2026-06-02T09:30:00.000Z";
  host.verify({ outcome: "differs", at, words: ["Not reproduced. The first figure that differs: step 7, loss."] });
  await line.getByText("2 Jun 2026").waitFor();
  expect(await line.innerText()).toContain("step 7, loss");
  expect(await line.locator(".icon-warning").count()).toBe(1);
  expect(await looks("verification")).toEqual([]);
});

test("a verification from before a run went on says so, and none is told of a run that is being trained", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 5 }));
  host.verification = { ...same, at: "2020-01-01T00:00:00.000Z" };
  const { page } = await open(host);
  const line = page.getByTestId("verification");
  await line.locator("summary").click();
  await line.getByText("The run was trained further since.").waitFor();
  host.tick({ status: "running" });
  await expect.poll(() => line.count()).toBe(0);
});

test("a verification from before a run was resumed says so, also where the run then died and has no end", async () => {
  const snapshot = snapshotOf({ status: "stopped", epochs: 5 });
  const { versions } = snapshot.record;
  const resume = { at: "2026-06-02T08:00:00.000Z", step: 39, versions, kernelFlavour: "scalar" };
  const host = new PanelHost({ ...snapshot, record: { ...snapshot.record, ended: null, resumes: [resume] } });
  host.verification = same;
  const { page } = await open(host);
  const line = page.getByTestId("verification");
  await line.locator("summary").click();
  await line.getByText("The run was trained further since.").waitFor();
  expect(await line.locator(".icon-warning").count()).toBe(1);
  // Verified anew it speaks of the run as it is.
  host.verify({ ...same, at: "2026-06-02T09:00:00.000Z" });
  await line.getByText("2 Jun 2026").waitFor();
  expect(await line.getByText("trained further").count()).toBe(0);
  expect(await line.locator(".icon-check").count()).toBe(1);
});
