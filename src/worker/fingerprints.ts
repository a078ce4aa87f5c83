import { Sha256 } from "../base/sha256.ts";
import type { FeatureOptions, FeaturizerState } from "../data/featurizer.ts";
import type { TableFile } from "../data/table.ts";

/** Of a dataset: the SHA-256 of its file's bytes; of several files, of the list of their roles and digests. */
export function dataFingerprint(files: readonly Pick<TableFile, "role" | "sha256">[]): string {
  const [first] = files;
  if (files.length === 1 && first !== undefined) return first.sha256;
  return sha256Of(files.map(({ role, sha256 }) => `${role} ${sha256}\n`).join(""));
}

/** Of fitted features: SHA-256 of their settings and state. Where a vectors file lies does not matter, only what it holds. */
export function featuresFingerprint(options: FeatureOptions, state: FeaturizerState): string {
  const settings = JSON.stringify(options, (key, value: unknown) => (key === "path" ? undefined : value));
  const hash = new Sha256().update(bytesOf(`${settings}\n${JSON.stringify(state.json)}\n`));
  for (const [name, array] of state.arrays) {
    hash.update(bytesOf(`${name} ${array.constructor.name} ${String(array.length)}\n`));
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digestHex();
}

function sha256Of(text: string): string {
  return new Sha256().update(bytesOf(text)).digestHex();
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
