import { totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import { UserError } from "../base/errors.ts";
import type { Log, TrainerWorker, TrainerWorkers } from "../services/ports.ts";
import { errorCode } from "./fileIo.ts";
import { openTrainer } from "./trainerConnection.ts";

export interface TrainerWorkersOptions {
  /** Absolute path of the bundled trainer; the kernels lie beside it. */
  readonly trainer: string;
  readonly log: Log;
  /** Heap of one worker in MB, beyond which it dies alone and not the host with it. Default: half the memory, 0.5 to 4 GB. */
  readonly heapMegabytes?: number;
}

/** Trainer workers as threads of this process. */
export function threadWorkers(options: TrainerWorkersOptions): TrainerWorkers {
  const heap = options.heapMegabytes ?? defaultHeap();
  return {
    async start(): Promise<TrainerWorker> {
      const worker = new Worker(options.trainer, {
        name: "benchtop-trainer",
        resourceLimits: { maxOldGenerationSizeMb: heap },
      });
      return openTrainer(worker, {
        log: options.log,
        terminate: () => void worker.terminate(),
        died: watchDeath(worker, heap),
      });
    },
  };
}

/** Calls back once when the thread ends, with the reason for a person. */
function watchDeath(worker: Worker, heap: number): (tell: (reason: string) => void) => void {
  let reason: string | undefined;
  const listeners: ((reason: string) => void)[] = [];
  let ended = false;
  worker.on("error", (error) => {
    reason = reasonOfDeath(error, heap);
  });
  worker.on("exit", (code) => {
    ended = true;
    reason ??= `The training thread ended unexpectedly (exit code ${String(code)}).`;
    for (const tell of listeners) tell(reason);
  });
  return (tell) => {
    if (ended) tell(reason ?? "The training thread ended unexpectedly.");
    else listeners.push(tell);
  };
}

function reasonOfDeath(error: unknown, heap: number): string {
  if (errorCode(error) === "ERR_WORKER_OUT_OF_MEMORY") {
    return (
      `The training thread ran out of memory (its limit is ${String(heap)} MB). ` +
      "Use fewer examples or features, or a smaller model."
    );
  }
  const message = error instanceof UserError || error instanceof Error ? error.message : String(error);
  return `The training thread crashed: ${message}`;
}

function defaultHeap(): number {
  return Math.min(4_096, Math.max(512, Math.floor(totalmem() / 2 / 1_048_576)));
}
