import { ProgressLocation, window } from "vscode";
import type { LayoutChoices } from "../../data/layout.ts";
import { fileName } from "../../platform/vscode/paths.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { Datasets } from "../../services/api.ts";
import { StoppedCounting } from "../../services/stoppedCounting.ts";
import type { InspectionWatch } from "../../services/ports.ts";

/** How long a file may be counted without a word; most are done by then. */
const patienceMilliseconds = 800;

/** Where counting a dataset takes long, says how far it is and lets the person cancel: a StoppedCounting then. */
export async function showCounting<T>(path: string, count: (watch: InspectionWatch) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let tell: (fraction: number) => void = () => undefined;
  const counted = count({ signal: controller.signal, onProgress: (fraction) => tell(fraction) });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatient = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), patienceMilliseconds);
  });
  const first = await Promise.race([counted, impatient]).finally(() => clearTimeout(timer));
  if (first !== "late") return first;
  const options = { location: ProgressLocation.Notification, cancellable: true, title: `Reading ${fileName(path)}` };
  return window.withProgress(options, (progress, token) => {
    let told = 0;
    tell = (fraction) => {
      const percent = Math.floor(100 * fraction);
      progress.report({ increment: percent - told, message: `${String(percent)} %` });
      told = percent;
    };
    token.onCancellationRequested(() => {
      controller.abort();
    });
    return counted;
  });
}

/** Counts a dataset, shown so; null when the person cancelled. */
export async function inspectWatched(
  datasets: Datasets,
  path: string,
  choices: LayoutChoices = {},
): Promise<DatasetSummary | null> {
  try {
    return await showCounting(path, (watch) => datasets.inspect(path, choices, watch));
  } catch (error) {
    if (error instanceof StoppedCounting) return null;
    throw error;
  }
}
