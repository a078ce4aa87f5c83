import type { FlipKind } from "../../src/experiment/comparison/pair.ts";
import type { ComparePanelRequests } from "../../src/protocol/comparePanel.ts";
import type { FlippedExample } from "../../src/protocol/trainer.ts";
import type { CompareActions } from "./actions.ts";
import { Pages } from "./pages.ts";

export type FlipsAsked = Omit<ComparePanelRequests["flips"][0], "offset" | "limit">;

/** Examples that flipped, and how many of each kind there are. */
export class FlipPages extends Pages<FlipsAsked, FlippedExample> {
  counts: Readonly<Record<FlipKind, number>> | null = null;
  #newest: FlipsAsked | null = null;

  constructor(request: CompareActions["request"], changed: () => void) {
    super(async (asked, offset, limit) => {
      const page = await request("flips", { ...asked, offset, limit });
      if (page.kind === "refused") throw new Error("the runs were not evaluated on the same examples");
      if (asked === this.#newest) this.counts = page.counts;
      return { rows: page.flips, total: page.total, warning: page.warning };
    }, changed);
  }

  /** Starts over. Counts by kind stay while only the kind is another. */
  askFor(asked: FlipsAsked, keepCounts: boolean): void {
    this.#newest = asked;
    if (!keepCounts) this.counts = null;
    this.ask(asked);
  }
}
