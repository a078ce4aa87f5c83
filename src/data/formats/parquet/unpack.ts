import { snappyUncompress } from "hyparquet/src/snappy.js";
import { decompressLz4, decompressLz4Raw, decompressZstd } from "hyparquet-compressors";
import type { ByteSource } from "../../table.ts";
import { ParquetFault } from "./fault.ts";

/** Unpacks the bytes of a page by the codec's number in the format to just so many bytes, never more. */
export function unpackPage(codec: number, bytes: Uint8Array, length: number, source: ByteSource): Uint8Array {
  const page = unpacked(codec, bytes, length, source);
  if (page.length !== length) throw new ParquetFault("a page unpacks to another size than it claims");
  return page;
}

function unpacked(codec: number, bytes: Uint8Array, length: number, source: ByteSource): Uint8Array {
  switch (codec) {
    case 0:
      // In a buffer of its own: a value that claims to go on beyond the page must find nothing there.
      return bytes.slice();
    case 1: {
      const page = new Uint8Array(length);
      snappyUncompress(bytes, page);
      return page;
    }
    case 2:
      return source.unpack?.("gzip", bytes, length) ?? missing("gzip");
    case 4:
      return source.unpack?.("brotli", bytes, length) ?? missing("brotli");
    case 5:
      return decompressLz4(bytes, length);
    case 6:
      return source.unpack?.("zstd", bytes, length) ?? unpackZstd(bytes, length);
    case 7:
      return decompressLz4Raw(bytes, length);
    default:
      throw new ParquetFault("its pages are packed in a way that is not known (LZO, or none of the format's)");
  }
}

function missing(name: string): never {
  throw new ParquetFault(`its pages are packed with ${name}, which cannot be unpacked here`);
}

/** Largest block of zstd when unpacked, and the least that blocks but the last hold on average in files that are meant well. */
const zstdBlock = 128 * 1024;
const leastBlock = 256;

/** For hosts whose own zlib lacks zstd. The blocks are counted first: a few bytes of them can claim any amount. */
function unpackZstd(bytes: Uint8Array, length: number): Uint8Array {
  let at = zstdHeader(bytes);
  let certain = 0;
  let blocks = 0;
  for (let last = false; !last;) {
    if (at + 3 > bytes.length) throw new ParquetFault("a packed page ends early");
    const head = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    const [kind, size] = [(head >> 1) & 3, head >> 3];
    last = (head & 1) === 1;
    if (kind === 3 || size > zstdBlock) throw new ParquetFault("a packed page is damaged");
    if (kind < 2) certain += size;
    at += 3 + (kind === 1 ? 1 : size);
    if (certain > length || ++blocks > 16 + length / leastBlock)
      throw new ParquetFault("a page unpacks to more than it claims");
  }
  return decompressZstd(bytes, new Uint8Array(length));
}

/** Where the blocks of the one frame start (RFC 8878, 3.1.1.1). */
function zstdHeader(bytes: Uint8Array): number {
  const [a, b, c, d, flags = 0] = bytes;
  if (a !== 0x28 || b !== 0xb5 || c !== 0x2f || d !== 0xfd) throw new ParquetFault("a packed page is no zstd");
  const single = (flags >> 5) & 1;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentFlag = flags >> 6;
  const content = contentFlag === 0 ? single : 1 << contentFlag;
  return 6 - single + dictionary + content;
}
