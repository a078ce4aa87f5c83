import { UserError } from "../../../base/errors.ts";

/** What is wrong with the bytes of a Parquet file, as the end of a sentence; never seen by a person as it is. */
export class ParquetFault extends Error {}

/** Bytes that may go on: with more of the file at hand they may yet be whole. */
export class EndsEarly extends ParquetFault {}

/**
 * What `act` makes of bytes that anybody may have written. Whatever it throws over them becomes an error for a person
 * that names the file.
 */
export function guarded<T>(path: string, where: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw spoilt(path, where, error);
  }
}

/** The error for a person of what was found wrong. */
export function spoilt(path: string, where: string, error: unknown): UserError {
  const reason = error instanceof ParquetFault ? error.message : "its bytes make no sense";
  return new UserError(
    `The Parquet file is damaged, or lies about its sizes: in ${where} ${reason}.`,
    "Write it anew from where it comes from.",
    { file: path },
  );
}
