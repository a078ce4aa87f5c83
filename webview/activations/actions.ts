import type { ActivationsPanelRequests } from "../../src/protocol/activationsPanel.ts";
import type { ViewState } from "./viewState.ts";

/** What the parts of the Activations panel may do. */
export interface ActivationsActions {
  setView(change: Partial<ViewState>): void;
  /** A request whose refusal is told: "Could not <what>: …". */
  perform<K extends keyof ActivationsPanelRequests>(
    what: string,
    name: K,
    params: ActivationsPanelRequests[K][0],
  ): void;
}
