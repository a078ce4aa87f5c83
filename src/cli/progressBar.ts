import type { RunTicker } from "../protocol/runPanel.ts";
import { duration } from "./figures.ts";
import { cut } from "./text.ts";

const barWidth = 24;

/** One line that says how far a run is, at most `width` columns. */
export function progressLine(ticker: RunTicker, accuracy: string | null, width: number): string {
  const { phase, status, steps, step, epoch, epochs, remainingSeconds } = ticker;
  const training = steps > 0 && (phase === null || phase === "training");
  const ending = phase === "evaluation" || phase === "saving";
  const share = training ? Math.min(1, step / steps) : (ticker.fraction ?? (ending ? 1 : 0));
  const filled = Math.round(share * barWidth);
  const parts = [
    `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`,
    training ? `epoch ${String(epoch)}/${String(epochs)}` : (phase ?? status),
    ...(accuracy === null ? [] : [`validation accuracy ${accuracy}`]),
    duration(ticker.elapsedSeconds),
    ...(training && remainingSeconds !== null ? [`${duration(remainingSeconds)} left`] : []),
  ];
  return cut(parts.join("  "), Math.max(0, width - 1));
}
