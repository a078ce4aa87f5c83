import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();
const attack = (where: string): string =>
  `<img src=x onerror="window.broken='${where}'"><script>window.broken='${where}'</script>`;

test("HTML in names, labels, texts, files and messages shows as text", async () => {
  const snapshot = snapshotOf({
    status: "finished",
    epochs: 5,
    title: attack("title"),
    message: attack("message"),
    classes: [attack("first class"), attack("second class")],
  });
  const { record } = snapshot;
  const host = new PanelHost({
    ...snapshot,
    record: {
      ...record,
      data:
        record.data === null
          ? null
          : {
              ...record.data,
              featureSummary: attack("summary"),
              notes: [attack("note")],
              coverage: {
                train: {
                  total: 10,
                  unknown: 1,
                  cutExamples: 0,
                  cutTokens: 0,
                  emptyExamples: 0,
                  commonestUnknown: [[attack("word"), 3]],
                },
              },
            },
      experimentFile: attack("experiment file"),
      model:
        record.model === null
          ? null
          : {
              ...record.model,
              layers: record.model.layers.map((layer) => ({ ...layer, name: attack("layer"), kind: attack("kind") })),
            },
    },
    settings: [{ group: attack("group"), name: attack("name"), value: attack("value"), description: attack("says") }],
  });
  host.examples = [
    {
      example: 0,
      file: attack("file"),
      line: 3,
      trueClass: 0,
      predictedClass: 0,
      confidence: 0.9,
      excerpt: attack("excerpt"),
    },
  ];
  host.examplesWarning = attack("warning");
  const panel = await open(host);
  const { page } = panel;
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(attack("title"));
  expect(await page.title()).toBe(attack("title"));
  expect(await page.getByTestId("notice").first().innerText()).toBe(attack("message"));
  await panel.tab("Confusion");
  await page.locator("td.correct").first().click();
  await page.getByTestId("examples").waitFor();
  expect(await page.locator(".excerpt").innerText()).toBe(attack("excerpt"));
  for (const tab of ["Network", "Settings", "Data"]) {
    await panel.tab(tab);
    await panel.frames();
  }
  expect(await page.locator("img, main script").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: string }).broken ?? null)).toBeNull();
});

test("a tab that is asked for from outside comes to the front, and a hostile text that is tried there stays text", async () => {
  const host = new PanelHost(
    snapshotOf({ status: "finished", epochs: 5, classes: [attack("first class"), attack("second class")] }),
  );
  const { page } = await open(host);
  await page.getByRole("heading", { level: 1 }).waitFor();
  host.showTab("try");
  await page.getByRole("textbox", { name: "Text" }).fill(attack("text"));
  await page.getByRole("button", { name: "Classify" }).click();
  await page.getByTestId("explanation").waitFor();
  expect(await page.getByTestId("marked-text").innerText()).toBe(attack("text"));
  expect(await page.getByTestId("class-bars").innerText()).toContain(attack("first class"));
  expect(await page.locator("main img, main script").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: string }).broken ?? null)).toBeNull();
});

test("a frame whose length does not fit its header is not drawn; the panel asks again", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 2 }));
  const panel = await open(host);
  await expect.poll(() => host.countOf("steps")).toBe(1);
  await panel.page.evaluate(() => {
    const header = { generation: 1, seq: 1, firstStep: 1, stride: 1, count: 1e9 };
    window.postMessage({ jsonrpc: "2.0", method: "frame", params: [[{ header, values: new ArrayBuffer(12) }]] }, "*");
  });
  await expect.poll(() => host.countOf("steps")).toBe(2);
});

test("a script, a handler and a picture that somebody got into the page are blocked, and would fail its test", async () => {
  const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 2 })));
  await panel.page.getByRole("heading", { level: 1 }).waitFor();
  expect(panel.problems).toEqual([]);
  const ran = await panel.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.broken = 'script'";
    document.body.append(script);
    const picture = document.createElement("img");
    picture.setAttribute("onerror", "window.broken = 'picture'");
    picture.src = "https://elsewhere.test/x.png";
    document.body.append(picture);
    return (window as unknown as { broken?: string }).broken ?? null;
  });
  expect(ran).toBeNull();
  const told = ["script-src-elem inline", "script-src-attr inline", "img-src https://elsewhere.test"];
  await expect
    .poll(() => told.filter((what) => panel.problems.some((problem) => problem.includes(`policy violated: ${what}`))))
    .toEqual(told);
  // They were wanted here.
  panel.problems.length = 0;
});

test("messages of others in the window are ignored", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 2 }));
  const panel = await open(host);
  await panel.page.evaluate(() => {
    for (const message of [null, "text", 7, {}, { jsonrpc: "1.0" }, []]) window.postMessage(message, "*");
  });
  await panel.page.getByTestId("chart-loss").waitFor();
  expect(host.countOf("ready")).toBe(1);
});
