import { type Curve, unpackCurve } from "../../src/protocol/curves.ts";
import { messageOf } from "../run/runClient.ts";
import type { CompareActions } from "./actions.ts";
import type { RunOfCurve } from "./overlayLines.ts";

interface Known {
  readonly of: RunOfCurve;
  readonly settled: boolean;
}

/** Curves asked for at once: the first are drawn while the others are read. */
const asked = 10;
/** A curve that may still grow is asked for no sooner after its last answer. */
const restMilliseconds = 1000;

/** Curves of runs, of one figure, as the host told them last. Those of runs that may still move are asked for again. */
export class CurveCache {
  readonly #changed: () => void;
  #figure = "";
  #known = new Map<string, Known>();
  #asking: readonly string[] = [];
  /** What could not be told: asking again at once would go on for ever. */
  #failed: readonly string[] = [];
  #resting: readonly string[] = [];
  #problem: string | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(id: string): RunOfCurve | undefined {
    return this.#known.get(id)?.of;
  }

  get problem(): string | null {
    return this.#problem;
  }

  get isAsking(): boolean {
    return this.#asking.length > 0;
  }

  /** Asks for what is missing or may have moved. `active` tells whether a run trains now. */
  want(
    figure: string,
    ids: readonly string[],
    active: (id: string) => boolean,
    { request }: Pick<CompareActions, "request">,
  ): void {
    if (figure !== this.#figure) {
      this.#figure = figure;
      this.#known = new Map();
      this.#asking = [];
      this.#failed = [];
      this.#resting = [];
    }
    // A run that is chosen anew is asked for anew.
    this.#failed = this.#failed.filter((id) => ids.includes(id));
    if (this.#failed.length === 0) this.#problem = null;
    const waiting = new Set([...this.#asking, ...this.#failed, ...this.#resting]);
    const missing = ids.filter((id) => this.#known.get(id)?.settled !== true && !waiting.has(id));
    if (missing.length === 0) return;
    this.#asking = [...this.#asking, ...missing];
    const known = this.#known;
    for (let from = 0; from < missing.length; from += asked) {
      const some = missing.slice(from, from + asked);
      request("curves", { ids: some, figure })
        .then((curves) => {
          for (const { id, points } of curves)
            known.set(id, { of: { id, curve: curveOf(points) }, settled: !active(id) });
          if (known === this.#known) this.#rest(some.filter((id) => known.get(id)?.settled !== true));
        })
        .catch((error: unknown) => {
          if (known !== this.#known) return;
          this.#failed = [...this.#failed, ...some];
          this.#problem = messageOf(error);
        })
        .finally(() => {
          // Of another figure by now: what was asked for is nobody's any more.
          if (known !== this.#known) return;
          this.#asking = this.#asking.filter((id) => !some.includes(id));
          this.#changed();
        });
    }
  }

  #rest(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#resting = [...this.#resting, ...ids];
    setTimeout(() => {
      this.#resting = this.#resting.filter((id) => !ids.includes(id));
      this.#changed();
    }, restMilliseconds);
  }
}

function curveOf(points: ArrayBuffer): Curve {
  return unpackCurve(new Float64Array(points));
}
