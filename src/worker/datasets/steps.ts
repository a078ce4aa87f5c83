import type { Work } from "../../base/work.ts";
import type { RunControl } from "../runControl.ts";

/** Who drives long work on a dataset, and hears how far it is (0…1). */
export interface Steps {
  readonly control: RunControl;
  readonly tell: (fraction: number) => void;
}

/** Between how many pieces of work it is told how far it is. */
const telling = 512;

/** Does work of about `pieces` pieces, and tells of it as the part of the whole from `from` to `to`. */
export function driven<T>(
  { control, tell }: Steps,
  work: Work<T>,
  pieces: number,
  [from, to]: readonly [number, number],
): Promise<T> {
  return control.drive(counted(work, (done) => tell(from + (to - from) * Math.min(1, done / Math.max(1, pieces)))));
}

function* counted<T>(work: Work<T>, tell: (done: number) => void): Work<T> {
  for (let done = 1; ; done++) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
    if (done % telling === 0) tell(done);
    yield;
  }
}
