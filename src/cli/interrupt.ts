import { exit } from "./exit.ts";

/** What the signals to end (SIGINT, SIGTERM) do. */
export interface Interrupt {
  /** What the first one does from now on; without it, and at the second one, the process ends at once. */
  onFirst(stop: () => void): void;
}

/** Listens to the signals of a process. */
export function listenToSignals(process: NodeJS.Process): Interrupt {
  let stop: (() => void) | undefined;
  const handle = (): void => {
    if (stop === undefined) process.exit(exit.interrupted);
    const first = stop;
    stop = undefined;
    first();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return { onFirst: (next) => (stop = next) };
}
