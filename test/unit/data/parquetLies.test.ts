import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRows } from "../../../src/data/rows.ts";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import { checkHostileParquet, hostileParquet, parquetSource } from "../../fuzz/hostileParquet.ts";
import { madeParquet, type ParquetClaims, run, varint } from "../../fuzz/madeParquet.ts";
import { failure } from "./support.ts";

const layout = { format: "parquet", delimiter: "\t", columns: ["label"] } as const;

async function read(claims: ParquetClaims): Promise<readonly string[]> {
  const cells: string[] = [];
  await readRows(parquetSource(madeParquet(claims), "x.parquet"), layout, {
    row: ([cell = ""]) => cells.push(cell),
    broken: (_, reason) => {
      throw new Error(reason);
    },
  });
  return cells;
}

const dictionary = { values: 2, body: [1, 0, 0, 0, 97, 1, 0, 0, 0, 98] };
const gigabyte = 2 ** 30;
const zeros = [...gzipSync(new Uint8Array(300 * 2 ** 20), { level: 9 })];
/** A frame of zstd without a known size whose one block repeats a byte a megabyte long, many times over. */
const repeats = (blocks: number): number[] => [
  ...[0x28, 0xb5, 0x2f, 0xfd, 0, 0x40],
  ...Array.from({ length: blocks }, (_, at) => {
    const head = (at === blocks - 1 ? 1 : 0) | (1 << 1) | ((128 * 1024) << 3);
    return [head & 255, (head >> 8) & 255, (head >> 16) & 255, 97];
  }).flat(),
];

/** What lies, and the words of the check that notices: each is made before anything of the claimed size is allocated. */
const lies: readonly (readonly [string, ParquetClaims, string])[] = [
  ["a footer larger than the file", { footerLength: 0x7fffffff }, "2,147,483,647 bytes are claimed of a file of"],
  ["a footer that takes in the data", { footerLength: 150 }, "in its footer"],
  ["a list of a billion row groups", { groups: gigabyte }, "it ends within a value"],
  ["more columns than there are", { children: 5000 }, "the schema names more columns than it has"],
  ["more rows than its bytes can hold", { rows: 1e12, groupRows: 1e12 }, "1,000,000,000,000 rows are claimed of"],
  [
    "other numbers of rows than its row groups",
    { rows: 3, groupRows: 2 },
    "3 rows are claimed, but 2 in its row groups",
  ],
  ["other numbers of values than rows", { values: 7 }, "a column has 7 values for 2 rows"],
  ["a negative number of rows", { rows: -1, groupRows: -1 }, "negative or beyond all bounds"],
  ["a column beyond the file", { offset: 5e9 }, "a column is claimed at bytes 5,000,000,000 to"],
  ["a column larger than the file", { size: 8 * gigabyte }, "a column is claimed at bytes 4 to 8,589,934,596"],
  ["a page larger than its column", { packed: gigabyte }, "a page claims 1,073,741,824 bytes of the 11 that are left"],
  ["a page that unpacks to a gigabyte", { unpacked: gigabyte }, "a page claims to unpack to 1,073,741,824 bytes"],
  ["a page of 100 MB in a few bytes", { unpacked: 1e8, codec: 2 }, "unpack to more than 100 times its size"],
  ["a page with more values than rows", { pageValues: 2 ** 31 - 1 }, "2,147,483,647 values where at most 2 can be"],
  ["a column with fewer values than rows", { pageValues: 1 }, "there are fewer values than rows"],
  ["a text longer than its page", { body: [255, 255, 255, 127, 97, 98] }, "its bytes make no sense"],
  ["an unknown packing", { codec: 3 }, "packed in a way that is not known"],
  ["an unknown encoding", { encoding: 77 }, "encoding 77 of BYTE_ARRAY is not known"],
  ["a dictionary that is not there", { encoding: 8, body: [1, ...run(2, [0])] }, "a dictionary that is not there"],
  [
    "an entry that the dictionary lacks",
    { encoding: 8, dictionary, body: [2, ...run(2, [3])] },
    "entry 3 of a dictionary of 2",
  ],
  [
    "a run of a billion values",
    { encoding: 8, dictionary, body: [1, ...run(gigabyte - 1, [0])] },
    "a run is longer than",
  ],
  [
    "packed bits for a billion values",
    { encoding: 8, dictionary, body: [0, ...varint(gigabyte + 1)] },
    "a run has more values",
  ],
  ["values wider than 32 bits", { encoding: 8, dictionary, body: [200, ...run(2, [0])] }, "wider than 32 bits"],
  [
    "differences in blocks of nothing",
    { type: 1, encoding: 5, body: [...varint(0), ...varint(0), 2, 0, 0, 0] },
    "blocks of a size that the format does not have",
  ],
  [
    "differences in a billion parts",
    { type: 1, encoding: 5, body: [...varint(2 ** 31), ...varint(2 ** 26), 2, 0, 0, 0] },
    "blocks of a size that the format does not have",
  ],
  [
    "a number that never ends",
    { type: 1, encoding: 5, body: [128, 1, 4, 2, ...Array<number>(40).fill(255)] },
    "cut short",
  ],
  ["gzip that unpacks to more than it says", { codec: 2, unpacked: 4e5, body: zeros }, "its bytes make no sense"],
  ["zstd that unpacks to more than it says", { codec: 6, unpacked: 400, body: repeats(40) }, "in the column"],
];

describe("a Parquet file that lies", () => {
  it("is read where it does not", async () => {
    expect(await read({})).toEqual(["ab", "c"]);
    expect(await read({ encoding: 8, dictionary, body: [1, ...run(2, [1])] })).toEqual(["b", "b"]);
  });

  it.each(lies)("about %s is refused with its name and the reason", async (_, claims, reason) => {
    const message = await failure(read(claims));
    expect(message).toMatch(/^UserError: x\.parquet: /);
    expect(message).toContain(reason);
  });

  it("is refused where texts that share their beginnings would fill the memory", async () => {
    const count = 2500;
    // Blocks of 128 differences of 30 without any bits: each text shares 30 characters more with the one before.
    const blocks = Math.ceil((count - 1) / 128);
    const steady = (first: number, step: number): number[] => [
      ...[...varint(128), ...varint(4), ...varint(count), ...varint(first * 2)],
      ...Array.from({ length: blocks }, () => [...varint(step * 2), 0, 0, 0, 0]).flat(),
    ];
    const body = [...steady(0, 30), ...steady(30, 0), ...Array<number>(30 * count).fill(97)];
    const claims = { rows: count, pageValues: count, encoding: 7, body };
    expect(await failure(read(claims))).toContain("claim more than 100 times the bytes of their page");
  });

  it("is refused in the sniffer too, and when a run reads it after it was changed", async () => {
    const source = parquetSource(madeParquet({ offset: 5e9 }), "x.parquet");
    expect(await failure(sniffSource(source, {}))).toContain("x.parquet: The Parquet file is damaged");
  });

  it("ends in a dataset or an error for a person, whichever of its bytes are changed", async () => {
    await fc.assert(
      fc.asyncProperty(hostileParquet, async (bytes) => {
        await checkHostileParquet(bytes);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
