import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../../..");
export const output = path.join(root, "test", "output", "vscode");
/** Holds the packaged extension and the probe, installed once for all test files. */
export const extensions = path.join(output, "extensions");
export const samples = path.join(root, "samples");
