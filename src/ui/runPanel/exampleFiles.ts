import { absolutePath } from "../../platform/vscode/paths.ts";
import type { StoredRun } from "../../services/ports.ts";

/** The absolute path of a data file that the run's record names; undefined for any other, whatever a page asks for. */
export function recordedFile(run: Pick<StoredRun, "record" | "baseFolder">, asked: string): string | undefined {
  const path = absolutePath(run.baseFolder, asked);
  const recorded = run.record.experiment.dataset.files.map((file) => absolutePath(run.baseFolder, file.path));
  return recorded.find((each) => each === path);
}
