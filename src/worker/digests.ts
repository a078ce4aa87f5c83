import type { FileLayout } from "../data/layout.ts";
import { digestFor, readRows } from "../data/rows.ts";
import type { ByteSource } from "../data/table.ts";
import type { TrainerPorts } from "./ports.ts";

type DigestPorts = Pick<TrainerPorts, "files" | "clock">;

/** The same of what has been opened, whose turns are the source's. */
export async function digestOfSource(source: ByteSource, layout: FileLayout): Promise<string> {
  if (source.parts !== undefined) return digestOfFolder(source, layout);
  const hash = digestFor(source);
  for await (const chunk of source.chunks()) hash.update(chunk);
  return hash.digestHex();
}

/** SHA-256 of what a file holds, unpacked where it is packed with gzip; a UserError that names it where it cannot be read. */
export async function digestOfFile({ files, clock }: DigestPorts, path: string): Promise<string> {
  const source = await files.open(path);
  const hash = digestFor(source);
  for await (const chunk of source.chunks()) {
    hash.update(chunk);
    await clock.breathe();
  }
  return hash.digestHex();
}

/** The fingerprint of one file, or folder, of a dataset: what reading it to train gives. */
export async function digestOfData(ports: DigestPorts, path: string, layout: FileLayout): Promise<string> {
  const source = await ports.files.open(path);
  if (source.parts === undefined) return digestOfFile(ports, path);
  return digestOfFolder(source, layout);
}

/** The same of a folder whose files are at hand, in the order of their names. */
export async function digestOfFolder(folder: ByteSource, layout: FileLayout): Promise<string> {
  // Which files of a folder belong to it, and in which order, reading alone knows.
  const nobody = { row: () => undefined, broken: () => undefined };
  return (await readRows(folder, layout, nobody)).sha256;
}
