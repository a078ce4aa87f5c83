import process from "node:process";
import { extensions, type Uri } from "vscode";

/** What the Python extension tells of the interpreter that a person chose; it may be another version's. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath?(resource?: Uri): unknown;
    resolveEnvironment?(path: unknown): Promise<{ readonly executable?: { readonly uri?: Uri } } | undefined>;
  };
}

/** The Python to run scripts with: the setting's, else the Python extension's for this folder, else the one on the path. */
export async function findPython(setting: string, folder: Uri): Promise<string> {
  if (setting !== "") return setting;
  return (await chosenInterpreter(folder)) ?? (process.platform === "win32" ? "python" : "python3");
}

async function chosenInterpreter(folder: Uri): Promise<string | undefined> {
  try {
    const api = await extensions.getExtension<PythonApi>("ms-python.python")?.activate();
    const path = api?.environments?.getActiveEnvironmentPath?.(folder);
    const environment = path === undefined ? undefined : await api?.environments?.resolveEnvironment?.(path);
    return environment?.executable?.uri?.fsPath;
  } catch {
    // An extension that fails is no reason not to look on the path.
    return undefined;
  }
}
