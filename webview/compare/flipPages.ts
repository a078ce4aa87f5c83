import type { FlipKind } from "../../src/experiment/comparison/pair.ts";
import type { ComparePanelRequests } from "../../src/protocol/comparePanel.ts";
import type { FlippedExample } from "../../src/protocol/trainer.ts";
import { messageOf } from "../run/runClient.ts";
import type { CompareActions } from "./actions.ts";

export type FlipsAsked = Omit<ComparePanelRequests["flips"][0], "offset" | "limit">;

/** Examples asked for at a time: to be shown, and to be saved. */
const shownPage = 50;
const savedPage = 500;

/** Examples that flipped, a page at a time; answers to an older question are dropped. */
export class FlipPages {
  readonly #request: CompareActions["request"];
  readonly #changed: () => void;
  #asked: FlipsAsked | null = null;
  #question = 0;
  rows: readonly FlippedExample[] = [];
  /** Null until the first page has come. */
  total: number | null = null;
  counts: Readonly<Record<FlipKind, number>> | null = null;
  warning: string | null = null;
  problem: string | null = null;
  loading = false;

  constructor(request: CompareActions["request"], changed: () => void) {
    this.#request = request;
    this.#changed = changed;
  }

  /** Starts over. Counts by kind stay while only the kind is another. */
  ask(asked: FlipsAsked, keepCounts: boolean): void {
    this.#asked = asked;
    this.rows = [];
    this.total = null;
    this.warning = null;
    if (!keepCounts) this.counts = null;
    void this.more();
  }

  async more(): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    const question = ++this.#question;
    this.loading = true;
    this.problem = null;
    try {
      const page = await this.#page(asked, this.rows.length, shownPage);
      if (question !== this.#question) return;
      this.rows = [...this.rows, ...page.flips];
      this.total = page.total;
      this.counts = page.counts;
      this.warning = page.warning;
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = messageOf(error);
    }
    this.loading = false;
    this.#changed();
  }

  /** All that were asked for, whatever is shown; null where that failed, which is then told beside the list. */
  async all(): Promise<readonly FlippedExample[] | null> {
    const asked = this.#asked;
    const rows: FlippedExample[] = [];
    let total = asked === null ? 0 : Number.POSITIVE_INFINITY;
    try {
      while (asked !== null && rows.length < total) {
        const page = await this.#page(asked, rows.length, savedPage);
        rows.push(...page.flips);
        // A page without rows would be asked for again and again.
        total = page.flips.length === 0 ? 0 : page.total;
      }
      return rows;
    } catch (error) {
      this.problem = messageOf(error);
      this.#changed();
      return null;
    }
  }

  async #page(asked: FlipsAsked, offset: number, limit: number) {
    const page = await this.#request("flips", { ...asked, offset, limit });
    if (page.kind === "refused") throw new Error("the runs were not evaluated on the same examples");
    return page;
  }
}
