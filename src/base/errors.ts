import { filePlace } from "./filePlace.ts";

/** Where in a person's files an error lies. Lines count from 1. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  /** A column of the data, or the path of a key in an experiment file such as `training.batchSize`. */
  readonly field?: string;
}

/**
 * An error for a person: what went wrong, where, and what to do. Anything else that is thrown is a defect of ours.
 * `message` is whole in itself: "<what> <what to do>", with the place in front where there is one.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly what: string;
  readonly remedy: string;
  readonly place: ErrorPlace;

  constructor(what: string, remedy: string, place: ErrorPlace = {}) {
    super(`${describePlace(place)}${what} ${remedy}`.trim());
    this.what = what;
    this.remedy = remedy;
    this.place = place;
  }
}

function describePlace(place: ErrorPlace): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(place.line === undefined ? place.file : filePlace(place.file, place.line));
  else if (place.line !== undefined) parts.push(`line ${String(place.line)}`);
  if (place.field !== undefined) parts.push(place.field);
  return parts.length === 0 ? "" : `${parts.join(": ")}: `;
}
