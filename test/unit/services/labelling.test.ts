import { expect, it } from "vitest";
import type { LabelFormat } from "../../../src/protocol/labelling.ts";
import { labelWith } from "../../../src/services/labelling.ts";

/** A worker that gives the one example of a file the second of these classes. */
const warningOf = async (classes: readonly string[], format: LabelFormat): Promise<string | null> => {
  const worker = {
    label: () => Promise.resolve({ classes, outputs: "probabilities" as const }),
    labelPart: ({ last }: { readonly last: boolean }) =>
      Promise.resolve({
        ...{ bytes: new Uint8Array(0), examples: last ? 1 : 0, counts: last ? [0, 1] : [0, 0] },
        ...{ problemCount: 0, problems: [] },
      }),
  };
  async function* chunks(): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(new Uint8Array(3));
  }
  const source = { name: "new.csv", format, chunks };
  return (await labelWith(worker, { folder: "run" }, source, () => Promise.resolve())).warning;
};

it("a table that got a label which a spreadsheet would compute says so; numbers and JSON are safe", async () => {
  expect(await warningOf(["a", "=HYPERLINK(1)"], "csv")).toMatch(/"=HYPERLINK\(1\)".*as text/);
  expect(await warningOf(["a", "@b"], "text")).toMatch(/"@b"/);
  expect(await warningOf(["=unused", "-1"], "csv")).toBeNull();
  expect(await warningOf(["a", "=HYPERLINK(1)"], "jsonl")).toBeNull();
});
