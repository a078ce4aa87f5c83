import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import type { RunSnapshot, RunTicker } from "../../src/protocol/runPanel.ts";

/** What the panel knows of its run: the last snapshot with every epoch and ticker that followed it. */
export interface RunState {
  readonly snapshot: RunSnapshot;
  readonly ticker: RunTicker;
  readonly epochs: readonly EpochMetrics[];
  readonly bestEpoch: number | null;
}

export function stateOf(snapshot: RunSnapshot): RunState {
  return { snapshot, ticker: snapshot.ticker, epochs: snapshot.epochs, bestEpoch: snapshot.bestEpoch };
}

/** The state with one more epoch, or the same epoch anew; null when epochs in between are missing. */
export function withEpoch(state: RunState, epoch: EpochMetrics, bestEpoch: number): RunState | null {
  const last = state.epochs.at(-1)?.epoch ?? -1;
  if (epoch.epoch > last + 1) return null;
  const before = epoch.epoch === last + 1 ? state.epochs : state.epochs.filter((each) => each.epoch < epoch.epoch);
  return { ...state, epochs: [...before, epoch], bestEpoch };
}
