import { invariant } from "../../base/assert.ts";
import { type Numbers, shareOf, type SharedName, sharedNames } from "./shares.ts";
import { type Exports, instantiate } from "./exports.ts";

/** What a helping thread is given; all of it can be handed to a worker. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** Its number, from 0. */
  readonly helper: number;
}

/** Starts threads that each call `serveCrew` and end when it returns. */
export interface HelperThreads {
  start(start: HelperStart): void;
}

/** How many threads kernels may use, this one included; may change at any time and never changes a bit. */
export interface Crew {
  threads: number;
}

const mostHelpers = 7;
const mostArguments = 24;

/** What a helper does; it goes to sleep when it has had nothing to do for a while. */
const starting = 0;
const ready = 1;
const asleep = 2;
const claimed = 3;
const working = 4;
const failed = 5;
const leaving = 6;

/** Looks at the state before a helper goes to sleep (some 0.1 ms), and before whoever waits for it does. */
const looksBeforeSleep = 30_000;
const looksBeforeWait = 200_000;

/** Smaller calls than this many multiply-adds are not worth the hand-over. */
const leastWork = 200_000;

/** A few words of memory that all threads see: the states and shares of the helpers, and the call under way. */
class Control {
  readonly states: Int32Array;
  readonly shares: Int32Array;
  /** The kernel's number, the number of shares, the number of arguments, the arguments. */
  readonly call: Float64Array;

  readonly buffer: SharedArrayBuffer;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.states = new Int32Array(buffer, 0, mostHelpers + 1);
    this.shares = new Int32Array(buffer, 64, mostHelpers + 1);
    this.call = new Float64Array(buffer, 128, 3 + mostArguments);
  }

  static create(): Control {
    return new Control(new SharedArrayBuffer(128 + (3 + mostArguments) * 8));
  }
}

/**
 * Shares the large kernel calls of one engine out to helping threads. A helper takes part in a call only when it is awake
 * by then, so that nobody ever waits for a thread to start or to wake; which shares there are never changes a bit.
 */
export class SharedCalls {
  readonly #exports: Exports;
  readonly #crew: Crew;
  readonly #begin: (start: Pick<HelperStart, "control" | "helper">) => void;
  readonly #control = Control.create();
  readonly #taking: number[] = [];
  #started = 0;
  #over = false;

  constructor(exports: Exports, crew: Crew, begin: (start: Pick<HelperStart, "control" | "helper">) => void) {
    this.#exports = exports;
    this.#crew = crew;
    this.#begin = begin;
  }

  /** Whether a call of about so many multiply-adds is worth sharing out. */
  worth(work: number): boolean {
    return work >= leastWork && this.#crew.threads > 1 && !this.#over;
  }

  call(name: SharedName, args: Numbers): void {
    const helpers = Math.min(this.#crew.threads - 1, mostHelpers);
    for (; this.#started < helpers; this.#started++)
      this.#begin({ control: this.#control.buffer, helper: this.#started });
    this.#gather(helpers);
    const taking = this.#taking;
    const parts = taking.length + 1;
    if (parts > 1) this.#hand(name, args, parts);
    shareOf(name)(this.#exports, args, 0, parts);
    for (const helper of taking) this.#await(helper);
  }

  /** Helpers leave; calls go on without them. */
  dispose(): void {
    this.#over = true;
    const { states } = this.#control;
    for (let helper = 0; helper < this.#started; helper++) {
      Atomics.store(states, helper, leaving);
      Atomics.notify(states, helper);
    }
  }

  /** Claims who is awake and wakes the others for later calls. */
  #gather(helpers: number): void {
    const { states } = this.#control;
    this.#taking.length = 0;
    for (let helper = 0; helper < helpers; helper++) {
      const state = Atomics.compareExchange(states, helper, ready, claimed);
      if (state === ready) this.#taking.push(helper);
      else if (state === asleep) {
        Atomics.store(states, helper, ready);
        Atomics.notify(states, helper);
      }
    }
  }

  #hand(name: SharedName, args: Numbers, parts: number): void {
    const { call, shares, states } = this.#control;
    invariant(args.length <= mostArguments, "a call with more arguments than fit");
    call[0] = sharedNames.indexOf(name);
    call[1] = parts;
    call[2] = args.length;
    for (let i = 0; i < args.length; i++) call[3 + i] = Number(args[i]);
    this.#taking.forEach((helper, index) => {
      shares[helper] = index + 1;
      Atomics.store(states, helper, working);
    });
  }

  #await(helper: number): void {
    const { states } = this.#control;
    for (let looks = 0; Atomics.load(states, helper) === working; looks++) {
      if (looks > looksBeforeWait) Atomics.wait(states, helper, working);
    }
    if (Atomics.load(states, helper) === failed) throw new Error("a kernel failed in a helping thread");
  }
}

/** The life of a helping thread: takes its share of one call after the other, and returns when it is to leave. */
export function serveCrew({ module, memory, control: buffer, helper }: HelperStart): void {
  const { exports } = instantiate(module, memory);
  const { states, shares, call } = new Control(buffer);
  if (Atomics.compareExchange(states, helper, starting, ready) !== starting) return;
  let looks = 0;
  for (;;) {
    const state = Atomics.load(states, helper);
    if (state === leaving) return;
    if (state === working) {
      const name = sharedNames[call[0] ?? -1];
      invariant(name !== undefined, "a kernel that can be shared");
      let after = failed;
      try {
        shareOf(name)(exports, [...call.subarray(3, 3 + (call[2] ?? 0))], shares[helper] ?? 0, call[1] ?? 1);
        after = ready;
      } finally {
        Atomics.compareExchange(states, helper, working, after);
        Atomics.notify(states, helper);
      }
      looks = 0;
    } else if (state === ready && ++looks > looksBeforeSleep) {
      looks = 0;
      // Woken, or called in this very moment: either way the state is looked at again.
      if (Atomics.compareExchange(states, helper, ready, asleep) === ready) Atomics.wait(states, helper, asleep);
    }
  }
}
