import { UserError } from "../../base/errors.ts";
import type { Runs } from "../api.ts";
import type { StoredRun } from "../ports.ts";

/** The run of an id, or of an id's beginning or end that only one has; a UserError that lists what there is. */
export async function findRun(name: string, runs: Pick<Runs, "list" | "get">): Promise<StoredRun> {
  const exact = await runs.get(name);
  if (exact !== undefined) return exact;
  const ids = (await runs.list()).map(({ record }) => record.id);
  const found = name === "" ? [] : ids.filter((id) => id.startsWith(name) || id.endsWith(name));
  const [id] = found;
  const run = found.length === 1 && id !== undefined ? await runs.get(id) : undefined;
  if (run !== undefined) return run;
  if (found.length > 1)
    throw new UserError(
      `${String(found.length)} runs fit ${name}.`,
      `Write the whole id: ${found.slice(0, 10).join(", ")}.`,
    );
  throw new UserError(
    `There is no run ${name}.`,
    ids.length === 0 ? "No run was trained yet: train one first." : `These are there: ${ids.slice(0, 10).join(", ")}.`,
  );
}
