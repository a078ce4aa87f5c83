import { Uri, workspace } from "vscode";
import type { Disposable } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import { dataFiles } from "../../platform/dataFiles.ts";
import { fileName } from "../../platform/vscode/paths.ts";

const scheme = "benchtop-data";
/** The editor shows no more text to extensions anyway. */
const longestText = 50 * 1024 * 1024;

/** What packed data files hold, as texts that can be read and not written. */
export function registerDataDocuments(): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => unpackedText(query),
  });
}

/** Under the file's name without its last ending, so that the editor knows its kind. */
export function dataDocument(path: string): Uri {
  return Uri.from({ scheme, path: `/${fileName(path).replace(/\.gz$/i, "")}`, query: path });
}

async function unpackedText(path: string): Promise<string> {
  const source = await dataFiles.open(path);
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    bytes += chunk.length;
    if (bytes > longestText)
      throw new UserError("The file holds more than 50 MB.", "Unpack it to look at it.", { file: path });
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
