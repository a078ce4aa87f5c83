import type { RunData, RunRecord } from "./record.ts";

/** What lists and tables of runs show of a record: all but what is drawn of one run alone. */
export interface ListedRecord extends Omit<RunRecord, "confusion" | "data" | "model"> {
  readonly data: Pick<RunData, "counts"> | null;
  readonly model: { readonly parameters: number } | null;
}

/** The part of a record that lists show, a fifth of a large one. */
export function listedRecord(record: RunRecord): ListedRecord {
  const { data, model } = record;
  return {
    ...record,
    // Not the type alone: what is spread in stays in memory and in the database.
    ...{ confusion: undefined },
    data: data && { counts: data.counts },
    model: model && { parameters: model.parameters },
  };
}
