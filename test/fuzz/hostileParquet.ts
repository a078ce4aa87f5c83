import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { UserError } from "../../src/base/errors.ts";
import { readTable } from "../../src/data/readTable.ts";
import { readRows } from "../../src/data/rows.ts";
import { sniffSource } from "../../src/data/sniffSource.ts";
import type { ByteSource } from "../../src/data/table.ts";
import { unpackBounded } from "../../src/platform/dataFiles.ts";

const folder = fileURLToPath(new URL("../fixtures/parquet/", import.meta.url));
const path = "data.parquet";
const originals = readdirSync(folder)
  .filter((name) => name.endsWith(".parquet"))
  .sort()
  .map((name) => new Uint8Array(readFileSync(folder + name)));

/** A change of some bytes at a place from the front or the end. */
const change = fc.record({
  fromEnd: fc.boolean(),
  at: fc.nat(20_000),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 2 }),
    fc
      .constantFrom([0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0x7f], [0xfc, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0])
      .map((bytes) => Uint8Array.from(bytes)),
  ),
  insert: fc.boolean(),
});

/** Whole files of every packing and encoding, with some bytes changed, added or cut away. */
export const hostileParquet: fc.Arbitrary<Uint8Array> = fc
  .record({
    original: fc.constantFrom(...originals),
    changes: fc.array(change, { minLength: 0, maxLength: 3 }),
    cut: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(300) }),
  })
  .map(({ original, changes, cut }) => {
    let bytes = original.slice();
    for (const { fromEnd, at, bytes: other, insert } of changes) {
      // Most of what a footer says is in the last few thousand bytes.
      const place = fromEnd ? bytes.length - 1 - (at % Math.min(bytes.length, 4000)) : at % bytes.length;
      if (insert) bytes = Uint8Array.from([...bytes.subarray(0, place), ...other, ...bytes.subarray(place)]);
      else bytes.set(other.subarray(0, bytes.length - place), place);
    }
    return bytes.subarray(cut);
  });

/**
 * Reads such a file as people would and throws where it ends in anything but a dataset or an error for a person that
 * names it, or where rows are lost. Returns how it ended.
 */
export async function checkHostileParquet(bytes: Uint8Array): Promise<"dataset" | "refused"> {
  const source = parquetSource(bytes);
  try {
    const { layout } = await sniffSource(source, {});
    let rows = 0;
    if (layout.format === "parquet") {
      const heard = { row: () => rows++, broken: () => rows++ };
      await readRows(source, layout, heard);
    }
    const table = await readTable([{ role: "all", source }], layout);
    const told = table.size + (table.files[0]?.brokenCount ?? 0);
    if (layout.format === "parquet" && told !== rows) throw new Error(`${String(told)} rows told of ${String(rows)}`);
    return "dataset";
  } catch (error) {
    if (error instanceof UserError && error.what !== "" && error.remedy !== "" && error.place.file === path)
      return "refused";
    throw error;
  }
}

/** Bytes in memory that can be read at any place, as a file on disk can. */
export function parquetSource(bytes: Uint8Array, name = path): ByteSource {
  return {
    path: name,
    size: bytes.length,
    async *chunks() {
      yield await Promise.resolve(bytes);
    },
    slice: (from, to) => Promise.resolve(bytes.slice(from, to)),
    unpack: unpackBounded,
  };
}
