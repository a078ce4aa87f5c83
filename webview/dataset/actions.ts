import type { DatasetPanelRequests } from "../../src/protocol/datasetPanel.ts";
import type { PaintLoop } from "../paintLoop.ts";
import type { ChartColors } from "../theme.ts";
import type { ViewState } from "./viewState.ts";

/** What the parts of the Dataset panel may do. */
export interface DatasetActions {
  setView(change: Partial<ViewState>): void;
  request<K extends keyof DatasetPanelRequests>(
    name: K,
    params: DatasetPanelRequests[K][0],
  ): Promise<DatasetPanelRequests[K][1]>;
  /** A request whose refusal is told: "Could not <what>: …". */
  perform<K extends keyof DatasetPanelRequests>(what: string, name: K, params: DatasetPanelRequests[K][0]): void;
}

/** What parts with charts need. */
export interface Drawing {
  readonly actions: DatasetActions;
  readonly loop: PaintLoop;
  readonly colors: () => ChartColors;
}
