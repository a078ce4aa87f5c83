import { join } from "node:path";
import { replaceFile } from "./fileIo.ts";

/** Writes small text files into a folder, which it makes; each is whole or as it was. */
export async function writeReportFiles(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  for (const { name, text } of files) await replaceFile(join(folder, name), [Buffer.from(text, "utf8")]);
}
