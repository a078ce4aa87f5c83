import { describe, expect, it } from "vitest";
import { sipHash24 } from "../../../src/base/siphash.ts";

/** Hashes of 00 01 … of lengths 0 to 15 under the key 00 01 … 0f: vectors.h of the authors' reference code. */
const published = [
  "310e0edd47db6f72",
  "fd67dc93c539f874",
  "5a4fa9d909806c0d",
  "2d7efbd796666785",
  "b7877127e09427cf",
  "8da699cd64557618",
  "cee3fe586e46c9cb",
  "37d1018bf50002ab",
  "6224939a79f5f593",
  "b0e4a90bdf82009e",
  "f3b9dd94c5bb5d7a",
  "a7ad6b22462fb3f4",
  "fbe50e86bc8f1e75",
  "903d84c02756ea14",
  "eef27a8e90ca23f7",
  "e545be4961ca29a1",
];
const key = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c] as const;

function hex(hash: { readonly high: number; readonly low: number }): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, hash.low, true);
  bytes.setUint32(4, hash.high, true);
  return bytes.getBigUint64(0).toString(16).padStart(16, "0");
}

describe("SipHash-2-4", () => {
  it("gives the published hash for every length that has one here", () => {
    const hashes = published.map((_, length) =>
      hex(
        sipHash24(
          key,
          Uint8Array.from({ length }, (_value, at) => at),
        ),
      ),
    );
    expect(hashes).toEqual(published);
  });

  it("gives another hash under another key", () => {
    const bytes = new TextEncoder().encode("the same text");
    expect(sipHash24(key, bytes)).not.toEqual(sipHash24([1, 0, 0, 0], bytes));
  });
});
