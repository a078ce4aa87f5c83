/** Where tests write what they throw away: in memory where there is room, since every run is synced to disk many times. */
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

/** All of the tests together write about 1 GB. */
const roomWanted = 4e9;
const shared = "/dev/shm";

let folder;

/** A folder for temporary files, the same for every stage; gone when the process ends. */
export function temporaryFolder() {
  if (folder === undefined) {
    folder = mkdtempSync(path.join(hasRoom() ? shared : tmpdir(), "benchtop-gate-"));
    const made = folder;
    process.on("exit", () => remove(made));
  }
  return folder;
}

/** A process that still dies may write meanwhile; what stays behind is no failure of any test. */
function remove(made) {
  try {
    rmSync(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  } catch {
    // The gate's last line stays the last.
  }
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(shared);
    return bavail * bsize > roomWanted;
  } catch {
    return false;
  }
}
