import type { RunRecord } from "../../../src/experiment/record.ts";
import { runTitle } from "../../../src/experiment/describe.ts";
import type { RunTicker } from "../../../src/protocol/runPanel.ts";
import type { RunView } from "../../../src/ui/runs/view.ts";
import { record } from "../platform/records.ts";

export function ticker(change: Partial<RunTicker> = {}): RunTicker {
  return {
    status: "running",
    stalled: false,
    phase: "training",
    fraction: null,
    epoch: 3,
    epochs: 20,
    step: 30,
    steps: 200,
    elapsedSeconds: 4,
    remainingSeconds: 20,
    examplesPerSecond: 1000,
    ...change,
  };
}

export function view(id: string, change: Partial<RunRecord> = {}, live: Partial<RunView> = {}): RunView {
  const written = record(id, change);
  return {
    id,
    title: runTitle(written),
    status: written.status,
    stalled: written.stalled,
    owner: "none",
    record: written,
    annotations: { schemaVersion: 1 },
    ticker: null,
    ...live,
  };
}
