import process from "node:process";
import { takeLock } from "../../../../src/platform/lock.ts";

/** Takes the lock named by its argument, says how that went, and holds it until it is killed. */
const path = process.argv[2] ?? "";
process.send?.(
  await takeLock(path).then(
    () => "taken",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  ),
);
setInterval(() => undefined, 1_000);
