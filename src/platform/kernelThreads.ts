import { Worker } from "node:worker_threads";
import type { HelperThreads } from "../engine/kernels/crew.ts";

/**
 * Threads of this process that help with kernels. They never keep the process alive, and one that cannot start is simply
 * never there: calls are done without it.
 * @param entry absolute path of the bundled kernel thread.
 */
export function kernelThreads(entry: string): HelperThreads {
  return {
    start(start) {
      const worker = new Worker(entry, { name: "benchtop-kernels", workerData: start });
      worker.on("error", () => undefined);
      worker.unref();
    },
  };
}
