import { bytesText } from "../base/bytesText.ts";
import type { RunMemory } from "../experiment/record.ts";

/** What a run takes of memory, in all and by part, for screens and the command line. */
export function memoryText(memory: RunMemory): string {
  const { features, parameters, optimizer, batch } = memory;
  const parts = [
    ["features", features],
    ["parameters and copies", parameters],
    ["optimizer", optimizer],
    ["batch", batch],
  ] as const;
  const named = parts.flatMap(([name, bytes]) => (bytes === 0 ? [] : [`${name} ${bytesText(bytes)}`]));
  return `about ${bytesText(features + parameters + optimizer + batch)} of memory in training: ${named.join(", ")}`;
}
