import { Uri, window } from "vscode";
import { experimentSuffix } from "./suffix.ts";

/** The experiment file that a command is about: its argument, else the one in the editor in front. */
export function experimentPath(argument: unknown): string | undefined {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" && uri.path.endsWith(experimentSuffix) ? uri.fsPath : undefined;
}
