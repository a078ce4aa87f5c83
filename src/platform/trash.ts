import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../services/ports.ts";
import { isMissing, reasonOf } from "./fileIo.ts";
import { isRunId, storageRoot } from "./storage.ts";

const dayMilliseconds = 86_400_000;

/** Deletes for good what has lain in the trash of a runs folder for more than so many days; only run folders are touched. */
export async function collectTrash(runsFolder: string, days: number, now: number, log: Log): Promise<void> {
  const trash = join(storageRoot(runsFolder), "trash");
  try {
    for (const name of await readdir(trash)) {
      if (!isRunId(name.split(".")[0] ?? "")) continue;
      const { mtimeMs, ctimeMs } = await stat(join(trash, name));
      // Moving a folder sets the time of its last change of state.
      if (now - Math.max(mtimeMs, ctimeMs) > days * dayMilliseconds) {
        await rm(join(trash, name), { recursive: true, force: true });
      }
    }
  } catch (error) {
    if (!isMissing(error)) log.warn(`the trash ${trash} cannot be emptied: ${reasonOf(error)}`);
  }
}
