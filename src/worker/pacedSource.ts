import type { ByteSource } from "../data/table.ts";
import type { RunControl } from "./runControl.ts";

/** Reads a file's bytes so that a run may be paused and stopped while it reads. */
export function pacedSource(source: ByteSource, control: RunControl): ByteSource {
  return {
    path: source.path,
    size: source.size,
    async *chunks() {
      for await (const chunk of source.chunks()) {
        await control.turn();
        yield chunk;
      }
    },
  };
}
