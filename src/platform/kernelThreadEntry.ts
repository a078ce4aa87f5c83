import { workerData } from "node:worker_threads";
import { type HelperStart, serveCrew } from "../engine/kernels/crew.ts";

/** A thread that helps with kernels and does nothing else; it has no event loop while it works. */
serveCrew(workerData as HelperStart);
