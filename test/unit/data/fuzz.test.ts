import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";
import { readWordVectors } from "../../../src/data/wordVectors/readWordVectors.ts";
import { checkHostile, hostileFile } from "../../fuzz/hostileFiles.ts";
import { bytesSource, linesLayout } from "./support.ts";

const fragment = fc.constantFrom(
  ...["a", "b c d", "label", "text", "pos", "neg", "1", "2.5", "NA", '"', '""', ",", ",", "\t", "\t", ";", "|", "\n"],
  ...["\n", "\r\n", "\r", " ", "\uFEFF", "\uFFFD", "\0", "__label__", "ଓ", "𝒳", "-", "1e999"],
);
const pieces = fc.array(fragment, { maxLength: 60 }).map((parts) => new TextEncoder().encode(parts.join("")));
const damaged = fc.tuple(pieces, fc.uint8Array({ maxLength: 3 })).map(([bytes, noise]) => {
  const mixed = Uint8Array.from([
    ...bytes.subarray(0, bytes.length / 2),
    ...noise,
    ...bytes.subarray(bytes.length / 2),
  ]);
  return mixed;
});
const hostile = fc.oneof(pieces, damaged, fc.uint8Array({ maxLength: 80 }));

/** The value, or undefined for an error that is meant for a person; anything else fails the test. */
async function orUserError<T>(make: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof UserError && error.what !== "" && error.remedy !== "") return undefined;
    throw error;
  }
}

describe("hostile files", () => {
  it("end in a table that accounts for its rows, or in an error for a person", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 9 }), async (bytes, piece) => {
        const sniffed = await orUserError(() => sniffLayout(bytes, { path: "data", whole: true, choices: {} }));
        for (const layout of [sniffed?.layout, linesLayout]) {
          if (layout === undefined) continue;
          const read = (size: number) => () =>
            readTable([{ role: "all", source: bytesSource(bytes, "data", size) }], layout);
          const table = await orUserError(read(piece));
          expect(await orUserError(read(1000))).toEqual(table);
          if (table === undefined) continue;
          expect(table.classes.length).toBeGreaterThan(1);
          expect(table.labels).toHaveLength(table.size);
          if (layout.format !== "lines") continue;
          const rows = new TextDecoder().decode(bytes).split("\n");
          const filled = rows.filter((row) => row.includes("\t") || row.trim() !== "");
          expect(table.size + (table.files[0]?.brokenCount ?? 0)).toBe(filled.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("are sniffed or refused when the head is not the whole file", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        await orUserError(() => sniffLayout(bytes, { path: "data", whole: false, choices: {} }));
      }),
      { numRuns: 1000 },
    );
  });
});

it("made-up files of every text format end in a dataset or an error for a person, and no row is lost", async () => {
  await fc.assert(
    fc.asyncProperty(hostileFile, async (file) => {
      await checkHostile(file);
    }),
    { numRuns: 1500, seed: 5 },
  );
});

describe("hostile vectors files", () => {
  const token = fc.constantFrom(
    "the",
    "unk",
    "<unk>",
    "1",
    "-.5",
    "2e-3",
    "nan",
    ".",
    "\n",
    "\n",
    " ",
    " ",
    "\t",
    "\r\n",
  );
  it("end in vectors or in an error for a person, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (tokens, piece) => {
        const bytes = new TextEncoder().encode(tokens.join(" "));
        const read = (size: number) => () =>
          readWordVectors(bytesSource(bytes, "v.txt", size), { words: ["the", "unk"], subwords: false });
        const vectors = await orUserError(read(piece));
        expect(await orUserError(read(1000))).toEqual(vectors);
        if (vectors === undefined) return;
        expect(vectors.unknown.every((value) => Number.isFinite(value))).toBe(true);
        expect(vectors.unknown).toHaveLength(vectors.dimension);
      }),
      { numRuns: 2000 },
    );
  });
});
