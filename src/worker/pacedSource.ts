import type { ByteSource } from "../data/table.ts";
import type { RunControl } from "./runControl.ts";

/** Reads a file's bytes, or those of a folder's files, so that a run may be paused and stopped while it reads. */
export function pacedSource(source: ByteSource, control: RunControl): ByteSource {
  const { path, size, parts, sha256 } = source;
  return {
    path,
    size,
    async *chunks() {
      for await (const chunk of source.chunks()) {
        await control.turn();
        yield chunk;
      }
    },
    ...(source.slice !== undefined && { slice: sliceOf(source, control) }),
    ...(source.unpack !== undefined && { unpack: source.unpack.bind(source) }),
    ...(sha256 !== undefined && { sha256 }),
    ...(parts !== undefined && {
      parts: parts.map((part) => ({ ...part, source: pacedSource(part.source, control) })),
    }),
  };
}

function sliceOf(source: ByteSource, control: RunControl): NonNullable<ByteSource["slice"]> {
  return async (start, end) => {
    await control.turn();
    return (await source.slice?.(start, end)) ?? new Uint8Array();
  };
}
