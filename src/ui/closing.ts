import { ConfigurationTarget, type Memento, UIKind, env, window, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import type { Clock } from "../services/ports.ts";
import type { RunStore } from "./runs/store.ts";

const memory = "benchtop.closingOffered";
/** Runs that end sooner are not worth a question. */
const longMilliseconds = 10_000;

/**
 * VS Code gives an extension no say in the closing of a window, but it has a setting that makes it ask. The first time
 * that a run takes long, this tells what closing does to it and offers to turn that setting on.
 */
export class ClosingOffer implements Disposable {
  readonly #store = new DisposableStore();
  readonly #runs: RunStore;
  readonly #state: Memento;
  readonly #clock: Clock;
  #timer: Disposable | null = null;

  constructor(runs: RunStore, state: Memento, clock: Clock) {
    this.#runs = runs;
    this.#state = state;
    this.#clock = clock;
    if (this.#isSettled) return;
    this.#store.add(runs.onChange(() => this.#watch()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #isSettled(): boolean {
    return this.#state.get<boolean>(memory, false) || asksAlready();
  }

  #watch(): void {
    const trains = this.#runs.active.length > 0;
    if (trains && this.#timer === null && !this.#isSettled)
      this.#timer = this.#store.add(this.#clock.after(longMilliseconds, () => void this.#offer()));
    else if (!trains && this.#timer !== null) {
      this.#store.delete(this.#timer);
      this.#timer = null;
    }
  }

  async #offer(): Promise<void> {
    if (this.#isSettled) return;
    await this.#state.update(memory, true);
    const ask = "Ask Before Closing";
    const answer = await window.showInformationMessage(
      "Closing this window stops what it trains; the curves so far are kept. Shall VS Code ask before it closes a window?",
      ask,
      "No",
    );
    if (answer === ask)
      await workspace.getConfiguration("window").update("confirmBeforeClose", "always", ConfigurationTarget.Global);
  }
}

function asksAlready(): boolean {
  const byDefault = env.uiKind === UIKind.Web ? "keyboardOnly" : "never";
  return workspace.getConfiguration("window").get<string>("confirmBeforeClose", byDefault) === "always";
}
