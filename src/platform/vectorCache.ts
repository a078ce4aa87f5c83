import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpenVectorShelf } from "../data/featurePorts.ts";
import type { WordVectors } from "../data/wordVectors/wordVectors.ts";
import { readBounded, readTextBounded, replaceFile, replaceJson } from "./fileIo.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { sizeLimit, storageRoot } from "./storage.ts";

/** What all kept rows may take together; the ones longest unused go first. */
const mostKept = 1024 * 1024 * 1024;
const nothing = 0xffffffff;

/**
 * Rows that were kept of vectors files, in the folder vectors/ beside the runs: one file per content of a vectors file
 * (SHA-256) and per set of words. The digest of a file is remembered with its size, times and inode, so that a file
 * that did not change is not read again. A cache: what cannot be read or written there is as if it were not.
 */
export function vectorCache(runFolder: string): OpenVectorShelf {
  const folder = join(storageRoot(dirname(runFolder)), "vectors");
  return async (path) => {
    const identity = await identityOf(path);
    const shelfOf = (digest: string, request: string): string =>
      join(folder, `${digest}-${request.slice(0, 32)}.safetensors`);
    return {
      async content() {
        try {
          const digest = await digestOf(path, identity, folder);
          return (await identityOf(path)) === identity ? digest : undefined;
        } catch {
          return undefined;
        }
      },
      async find(request) {
        try {
          if (!(await entriesOf(folder)).some((name) => name.endsWith(`-${request.slice(0, 32)}.safetensors`)))
            return undefined;
          const file = shelfOf(await digestOf(path, identity, folder), request);
          const vectors = decode(await readBounded(file, sizeLimit.array));
          const now = new Date();
          await utimes(file, now, now);
          return vectors;
        } catch {
          return undefined;
        }
      },
      async keep(request, vectors) {
        try {
          if (vectors.values.byteLength > mostKept / 2) return;
          const digest = await digestOf(path, identity, folder);
          // A file that changed while it was read has no content to speak of.
          if ((await identityOf(path)) !== identity) return;
          await replaceFile(shelfOf(digest, request), encode(vectors));
          await makeRoom(folder);
        } catch {
          // No run fails for want of a cache.
        }
      },
    };
  };
}

function encode({ dimension, rows, rowOf, values, unknown, unknownIs }: WordVectors): Uint8Array[] {
  const rowNumbers = Uint32Array.from(rowOf, (row) => (row < 0 ? nothing : row));
  return encodeSafetensors(
    [
      { name: "rowOf", shape: [rowNumbers.length], values: rowNumbers },
      { name: "values", shape: [values.length / dimension, dimension], values },
      { name: "unknown", shape: [dimension], values: unknown },
    ],
    { rows: String(rows), unknownIs },
  );
}

/** Undefined where it is not what `encode` makes. */
function decode(bytes: Uint8Array<ArrayBuffer>): WordVectors | undefined {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const [rowNumbers, values, unknown] = ["rowOf", "values", "unknown"].map(
    (name) => tensors.find((tensor) => tensor.name === name)?.values,
  );
  const { unknownIs } = metadata;
  const rows = Number(metadata["rows"]);
  if (!(rowNumbers instanceof Uint32Array && values instanceof Float32Array && unknown instanceof Float64Array))
    return undefined;
  if (!Number.isSafeInteger(rows) || (unknownIs !== "mean" && unknownIs !== "unk")) return undefined;
  const kept = values.length / unknown.length;
  if (!Number.isInteger(kept) || !rowNumbers.every((row) => row === nothing || row < kept)) return undefined;
  const rowOf = Int32Array.from(rowNumbers, (row) => (row === nothing ? -1 : row));
  return { dimension: unknown.length, rows, rowOf, values, unknown, unknownIs };
}

/** What changes with a file's content as far as the system tells without reading it. */
async function identityOf(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino, dev } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino, dev].map(String).join(" ");
}

/** SHA-256 of a file's bytes, from memory where the file is the one that was read. */
async function digestOf(path: string, identity: string, folder: string): Promise<string> {
  const note = join(folder, "seen", `${createHash("sha256").update(path).digest("hex").slice(0, 32)}.json`);
  const known = await readTextBounded(note, sizeLimit.annotations).then(noteIn, () => undefined);
  if (known?.identity === identity) return known.digest;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Uint8Array);
  const digest = hash.digest("hex");
  if ((await identityOf(path)) === identity) await replaceJson(note, { identity, digest });
  return digest;
}

function noteIn(text: string): { readonly identity: string; readonly digest: string } | undefined {
  const note = JSON.parse(text) as { readonly identity?: unknown; readonly digest?: unknown };
  const { identity, digest } = note;
  if (typeof identity !== "string" || typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
  return { identity, digest };
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  return (await readdir(folder)).filter((name) => name.endsWith(".safetensors"));
}

async function makeRoom(folder: string): Promise<void> {
  const files = [];
  for (const name of await entriesOf(folder)) {
    const file = join(folder, name);
    const { size, mtimeMs } = await stat(file);
    files.push({ file, size, mtimeMs });
  }
  files.sort((a, b) => b.mtimeMs - a.mtimeMs);
  let total = 0;
  for (const { file, size } of files) {
    total += size;
    if (total > mostKept) await rm(file, { force: true });
  }
}
