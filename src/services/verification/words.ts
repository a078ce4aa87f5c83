import { thousands } from "../../data/phrases.ts";
import type { ComparedFigures, FigureDifference, VerificationResult } from "../../protocol/verification.ts";
import { differenceText } from "../differenceText.ts";

/** Whether the same came out. Where the data are others nothing did. */
export function isSame({ figures }: Pick<VerificationResult, "figures">): boolean {
  return figures !== null && figures.differences.length === 0;
}

/** What a verification found, in sentences: first whether it came out the same and what differs first. */
export function verificationWords(result: VerificationResult): readonly string[] {
  const { circumstances, figures, until, dataChange } = result;
  const changed = circumstances.map(differenceText);
  if (figures === null)
    return [
      `Not reproduced: ${changed[0] ?? ""}`,
      ...(dataChange === null ? [] : [dataChange]),
      "Nothing was trained on them.",
      ...changed.slice(1),
    ];
  const end = until === null ? [] : [untilText(until)];
  const compared = amounts(figures);
  if (figures.differences.length === 0)
    return [
      `Reproduced bit for bit: ${compared}.`,
      ...end,
      ...changed.map((text) => `${text} That changed nothing.`),
      ...figures.left,
    ];
  const [first, ...others] = figures.differences.map(figureText);
  // What computes otherwise is why numbers are others.
  const lead = `${changed[0] === undefined ? "" : `${changed[0]} `}The first figure that differs: ${first ?? ""}`;
  return [
    `Not reproduced. ${lead}`,
    ...end,
    ...(circumstances.some(({ what }) => what === "kernelFlavour")
      ? [
          "Bits are promised within one kernel flavour; between flavours numbers agree within rounding, which training adds to.",
        ]
      : []),
    ...changed.slice(1),
    ...others.map((text) => `Also: ${text}`),
    ...(changed.length === 0 ? [unexplained(figures)] : []),
    ...figures.left,
    `Compared were ${compared}.`,
  ];
}

function figureText({ what, place, before, now }: FigureDifference): string {
  const [was, is] = [before ?? "not there", now ?? "not there"];
  const where = what === "result" ? `the result (${place})` : place;
  return `${where} was ${was}, is ${is}.`;
}

/** Where nothing that computes has changed, files have. */
function unexplained({ differences }: ComparedFigures): string {
  const kinds = new Set(differences.map(({ what }) => what));
  if (kinds.has("features"))
    return "The data are the same and the fitted features are not: look at the file of word vectors.";
  if (kinds.has("step") || kinds.has("epoch") || kinds.has("experiment"))
    return "Data, Benchtop and kernels are those of the run: a file of the run was changed since, or its settings were.";
  return "The curve is the same, bit for bit: what differs was changed in the run's folder afterwards.";
}

function untilText({ step, stopped, message }: NonNullable<VerificationResult["until"]>): string {
  const why = message === null ? "" : ` (${message.replace(/\.$/, "")})`;
  return stopped
    ? `The run was stopped at step ${thousands(step)}${why}; it was verified to there.`
    : `The run's process ended at step ${thousands(step)}; its curve was verified to there.`;
}

function amounts({ epochs, steps, weights, predictions }: ComparedFigures): string {
  const parts = [
    // Epoch 0 is the evaluation before the first step.
    `${thousands(epochs)} evaluations`,
    ...(steps > 0 ? [`${thousands(steps)} steps`] : []),
    ...(weights > 0 ? [`${thousands(weights)} weights`] : []),
    ...(predictions > 0 ? [`the outputs for ${thousands(predictions)} examples`] : []),
  ];
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}
