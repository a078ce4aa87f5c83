import type { ComparePanelRequests, CompareLayout } from "../../src/protocol/comparePanel.ts";
import type { ViewState } from "./viewState.ts";

/** What the parts of the Compare panel may do. */
export interface CompareActions {
  setView(change: Partial<ViewState>): void;
  setLayout(change: Partial<CompareLayout>): void;
  request<K extends keyof ComparePanelRequests>(
    name: K,
    params: ComparePanelRequests[K][0],
  ): Promise<ComparePanelRequests[K][1]>;
  /** A request whose refusal is told: "Could not <what>: …". */
  perform<K extends keyof ComparePanelRequests>(what: string, name: K, params: ComparePanelRequests[K][0]): void;
}
