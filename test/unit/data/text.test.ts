import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseText, TextStream } from "../../../src/data/text.ts";

function decode(bytes: Uint8Array, piece: number): { text: string; invalid: number } {
  const stream = new TextStream("data.txt");
  let text = "";
  for (let at = 0; at < bytes.length; at += piece) text += stream.push(bytes.subarray(at, at + piece));
  text += stream.end();
  return { text, invalid: stream.invalid };
}

describe("the stream of characters", () => {
  it("reads characters that straddle pieces and leaves a byte order mark out", () => {
    const bytes = new TextEncoder().encode("\uFEFFଓଡ଼ିଆ 𝒳\n");
    for (const piece of [1, 2, 3, 5, 100]) expect(decode(bytes, piece)).toEqual({ text: "ଓଡ଼ିଆ 𝒳\n", invalid: 0 });
  });

  it("replaces and counts what is not UTF-8, but not a replacement character that stands in the file", () => {
    const own = new TextEncoder().encode("a\uFFFDb");
    expect(decode(own, 1)).toEqual({ text: "a\uFFFDb", invalid: 0 });
    const bytes = Uint8Array.of(0x61, 0xe9, 0x62, 0xff, ...own, 0xe0, 0xac);
    expect(decode(bytes, 2)).toEqual({ text: "a\uFFFDb\uFFFDa\uFFFDb\uFFFD", invalid: 3 });
  });

  it("gives the same text and count however the bytes are cut", () => {
    const byte = fc.constantFrom(0x61, 0xef, 0xbf, 0xbd, 0xe0, 0xac, 0xf0, 0x9f, 0x80, 0xff);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 24 }), fc.integer({ min: 1, max: 7 }), (list, piece) => {
        const bytes = Uint8Array.from([0x61, ...list]);
        const whole = decode(bytes, bytes.length);
        expect(decode(bytes, piece)).toEqual(whole);
        expect(whole.text).toBe(new TextDecoder().decode(bytes));
        expect(whole.invalid > 0).toBe(!isUtf8(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("knows whether a whole character beyond ASCII came, however the bytes are cut", () => {
    const part = fc.constantFrom("a", "b\n", "é", "ଓ", "𝒳", "\uFFFD");
    const spoilt = fc.constantFrom<readonly number[]>([0xff], [0xe9], [0xf0, 0x9f], [0x80, 0x80], [0xe0, 0x80]);
    const bytes = fc.oneof(
      { weight: 4, arbitrary: part.map((text) => [...new TextEncoder().encode(text)]) },
      { weight: 1, arbitrary: spoilt },
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, piece) => {
        const all = Uint8Array.from(parts.flat());
        const stream = new TextStream("data.txt");
        for (let at = 0; at < all.length; at += piece) stream.push(all.subarray(at, at + piece));
        stream.end();
        expect(stream.wide).toBe(/[^\0-\x7F\uFFFD]/.test(new TextDecoder().decode(all)));
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses binary files and UTF-16 by name", () => {
    expect(() => decode(Uint8Array.of(0x61, 0, 0x62), 2)).toThrow(/data\.txt: The file is not text/);
    expect(() => decode(Uint8Array.of(0xff, 0xfe, 0x61, 0), 4)).toThrow(/data\.txt: The file is UTF-16.*UTF-8/);
  });
});

describe("normalised text", () => {
  it("is the same for two spellings of one text", () => {
    expect(normaliseText("cafe\u0301")).toBe(normaliseText("café"));
  });
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
