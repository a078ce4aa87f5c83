import type { Exports } from "./exports.ts";

/** Arguments of an export as numbers: addresses are in bytes. */
export type Numbers = readonly number[];

/** Does share `part` of `parts` of a kernel's work; whoever does which share, the result has the same bits. */
type Share = (exports: Exports, args: Numbers, part: number, parts: number) => void;

const column = 4;

/** The stretch of 0 … count − 1 that is share `part` of `parts`. */
function stretch(count: number, part: number, parts: number): { readonly from: number; readonly count: number } {
  const from = Math.floor((count * part) / parts);
  return { from, count: Math.floor((count * (part + 1)) / parts) - from };
}

/** Whole vectors of the columns of a row of so many cells. */
function columnsOf(stride: number, part: number, parts: number): [first: number, width: number] {
  const { from, count } = stretch(stride / column, part, parts);
  return [from * column, count * column];
}

type Loose = (...args: number[]) => void;
const loose = (kernel: unknown): Loose => kernel as Loose;

/** An optimizer's step over all rows, not those of a list: the arguments at `addresses` are where tensors begin. */
function steps(call: (exports: Exports) => Loose, addresses: readonly number[]): Share {
  return (exports, args, part, parts) => {
    const [, rows = 0, stride = 0] = args;
    const { from, count } = stretch(rows, part, parts);
    const moved = args.slice();
    moved[1] = count;
    for (const at of addresses) moved[at] = (args[at] ?? 0) + from * stride * 4;
    if (count > 0) call(exports)(...moved);
  };
}

export type SharedName =
  | "denseMultiply"
  | "denseUpdate"
  | "denseInputGradient"
  | "sequenceMultiply"
  | "sequenceUpdate"
  | "sparseMultiply"
  | "sparseUpdate"
  | "sparseAdam"
  | "momentumStep"
  | "adagradStep"
  | "rmspropStep"
  | "adamStep";

/**
 * The kernels that threads share. Products are shared out by columns or by rows of the batch, updates by blocks of weight
 * rows: no number has terms from two shares, and sums of squares are added up block by block by one thread.
 */
const sharedKernels: Readonly<Record<SharedName, Share>> = {
  denseMultiply(exports, args, part, parts) {
    const [first, width] = columnsOf(args[5] ?? 0, part, parts);
    if (width > 0) loose(exports.denseMultiply)(...args, first, width);
  },
  denseUpdate(exports, args, part, parts) {
    loose(exports.denseUpdate)(...args, part, parts);
  },
  denseInputGradient(exports, args, part, parts) {
    const [g = 0, rows = 0, stride = 0, w = 0, inputs = 0, into = 0, intoStride = 0, accumulate = 0] = args;
    const { from, count } = stretch(rows, part, parts);
    const [ownG, ownInto] = [g + from * stride * 4, into + from * intoStride * 4];
    if (count > 0) loose(exports.denseInputGradient)(ownG, count, stride, w, inputs, ownInto, intoStride, accumulate);
  },
  sequenceMultiply(exports, args, part, parts) {
    const [first, width] = columnsOf(args[6] ?? 0, part, parts);
    if (width > 0) loose(exports.sequenceMultiply)(...args, first, width);
  },
  sequenceUpdate(exports, args, part, parts) {
    loose(exports.sequenceUpdate)(...args, part, parts);
  },
  sparseMultiply(exports, args, part, parts) {
    const [offsets = 0, indices = 0, values = 0, rows = 0, w = 0, stride = 0, out = 0] = args;
    const { from, count } = stretch(rows, part, parts);
    const own = [offsets + from * 4, indices, values, count, w, stride, out + from * stride * 4];
    if (count > 0) loose(exports.sparseMultiply)(...own);
  },
  sparseUpdate(exports, args, part, parts) {
    loose(exports.sparseUpdate)(...args, part, parts);
  },
  sparseAdam(exports, args, part, parts) {
    loose(exports.sparseAdam)(...args, part, parts);
  },
  momentumStep: steps((exports) => loose(exports.momentumStep), [3, 4, 5]),
  adagradStep: steps((exports) => loose(exports.adagradStep), [3, 4, 5]),
  rmspropStep: steps((exports) => loose(exports.rmspropStep), [3, 4, 5, 6]),
  adamStep: steps((exports) => loose(exports.adamStep), [3, 4, 5, 6]),
};

/** In a fixed order, so that threads can name a kernel by its number. */
export const sharedNames = Object.keys(sharedKernels) as SharedName[];

export function shareOf(name: SharedName): Share {
  return sharedKernels[name];
}
