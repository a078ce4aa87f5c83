import type { RunCurve } from "../../src/protocol/comparePanel.ts";
import { messageOf } from "../run/runClient.ts";
import type { CompareActions } from "./actions.ts";

/** Curves of runs as the host told them last. Those of runs that may still move are asked for again. */
export class CurveCache {
  readonly #known = new Map<string, { readonly curve: RunCurve; readonly settled: boolean }>();
  readonly #changed: () => void;
  #asking: readonly string[] = [];
  #problem: string | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(id: string): RunCurve | undefined {
    return this.#known.get(id)?.curve;
  }

  get problem(): string | null {
    return this.#problem;
  }

  get isAsking(): boolean {
    return this.#asking.length > 0;
  }

  /** Asks for what is missing or may have moved. `active` tells whether a run trains now. */
  want(ids: readonly string[], active: (id: string) => boolean, { request }: Pick<CompareActions, "request">): void {
    const missing = ids.filter((id) => this.#known.get(id)?.settled !== true && !this.#asking.includes(id));
    if (missing.length === 0) return;
    this.#asking = [...this.#asking, ...missing];
    request("curves", { ids: missing })
      .then((curves) => {
        for (const curve of curves) this.#known.set(curve.id, { curve, settled: !active(curve.id) });
        this.#problem = null;
      })
      .catch((error: unknown) => {
        this.#problem = messageOf(error);
      })
      .finally(() => {
        this.#asking = this.#asking.filter((id) => !missing.includes(id));
        this.#changed();
      });
  }
}
