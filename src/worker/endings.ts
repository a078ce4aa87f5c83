import type { EpochReport } from "../models/classifier.ts";

/** Why a run ends before its last epoch. */
export interface Ending {
  readonly status: "finished" | "diverged";
  readonly message: string;
}

/** What a run says that ends because there is nothing left to gain. */
export function convergence({ epoch, converged }: EpochReport): Ending | null {
  if (converged === undefined) return null;
  const reason = {
    gradient: "the gradient is within the optimizer's tolerance",
    precision: "no step makes the loss smaller any more at the precision of the numbers",
  }[converged];
  return { status: "finished", message: `Converged at epoch ${epoch}: ${reason}.` };
}
