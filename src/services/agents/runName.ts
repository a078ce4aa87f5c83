import * as z from "zod";

/** How a tool is told which run. */
export const runName = z.string().min(1).max(200).describe("A run's id, or the beginning or end of it.");
