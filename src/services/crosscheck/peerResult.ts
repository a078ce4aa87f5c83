import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import type { CrossCheck } from "../../protocol/crossChecks.ts";

/** Files that another program or anybody wrote: what comes from them is checked before it is used. */

const number = z.number().nullable();
const figures = z.object({ loss: number, accuracy: number });
const epochFigures = z.object({ train: figures, validation: figures }).partial();
const mostEpochs = 1_000_000;

const peerResult = z.object({
  peer: z.string().transform((text) => plainVersion(text).slice(0, 80)),
  /** Loss of every step before its update; none of a model that has no steps there. */
  steps: z.array(number),
  /** From epoch 0 on; of a model that is fitted at once only the end. */
  epochs: z.array(epochFigures).max(mostEpochs),
  secondsPerEpoch: number,
  test: z.object({ accuracy: z.number() }).nullish(),
  /** Between the test outputs of both. */
  largestDifference: z.number().nullable().default(null),
});
/** What a script wrote of its training. */
export type PeerResult = z.output<typeof peerResult>;

const deviation = z.union([z.number(), z.literal("infinite")]).nullable();
const accuracies = z.object({ train: number, validation: number, test: number });
const storedCheck = z.object({
  schemaVersion: z.literal(1),
  peer: z.string().max(80),
  firstSteps: deviation,
  allSteps: deviation,
  steps: z.number(),
  epochs: z
    .array(
      z.object({
        epoch: z.number(),
        run: epochFigures,
        peer: epochFigures,
        own: epochFigures.optional(),
        deviation,
      }),
    )
    .max(mostEpochs),
  accuracy: z.object({ run: accuracies, peer: accuracies, own: accuracies.optional() }),
  secondsPerEpoch: z.object({ run: z.number(), peer: number, own: number.optional() }),
  largestDifference: number,
});

/** Reads what a script wrote; a UserError where it is not what it should be. */
export function parsePeerResult(text: string): PeerResult {
  const { data } = peerResult.safeParse(jsonOf(text));
  if (data === undefined) throw new UserError("The script did not write what it should.", "Run the cross-check again.");
  return data;
}

/** A check as it lies beside a run; undefined where the file is another's or damaged. */
export function parseCheck(text: string): CrossCheck | undefined {
  // Optional keys that are absent are absent in what zod gives as well.
  return storedCheck.safeParse(jsonOf(text)).data as CrossCheck | undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `PyTorch 1.13.0a0+git7c98e70` is 1.13.0 to a person. */
function plainVersion(title: string): string {
  return title.replace(/^(.* \d+(?:\.\d+)*).*$/su, "$1");
}
