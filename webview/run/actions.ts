import type { RunPanelRequests } from "../../src/protocol/runPanel.ts";
import type { ViewState } from "./viewState.ts";

/** What the panel's parts may ask for. */
export interface PanelActions {
  /** Changes what is looked at, and remembers it. */
  setView(change: Partial<ViewState>): void;
  /** Asks the host; the caller handles a refusal. */
  request<K extends keyof RunPanelRequests>(name: K, params: RunPanelRequests[K][0]): Promise<RunPanelRequests[K][1]>;
  /** Asks the host and shows a refusal as "Could not <what>: …". */
  perform<K extends keyof RunPanelRequests>(what: string, name: K, params: RunPanelRequests[K][0]): void;
}
