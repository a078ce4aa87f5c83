import type { ClassCurves } from "../../../src/experiment/errors/classCurves.ts";
import type { Confidence } from "../../../src/experiment/errors/confidence.ts";
import { formatCount, formatFigure, formatShare, plural } from "../../format.ts";
import type { Figure } from "./figure.ts";

/** A bin as words: "85.0% to 90.0%". */
export function binText({ from, to }: { readonly from: number; readonly to: number }, share: boolean): string {
  return share ? `${formatShare(from)} to ${formatShare(to)}` : `${formatFigure(from)} to ${formatFigure(to)}`;
}

/** Right and wrong answers by how sure the model was. */
export function confidenceFigure({ bins }: Confidence, outputs: "probabilities" | "margins"): Figure {
  const share = outputs === "probabilities";
  const middle = ({ from, to }: { readonly from: number; readonly to: number }): number => (from + to) / 2;
  return {
    title: share ? "Answers by confidence" : "Answers by lead of the top margin",
    says: share
      ? "Examples by the probability of the predicted class, right answers below and wrong ones on top."
      : "Examples by how far the predicted class's margin is ahead of the next, right answers below and wrong ones on top.",
    file: "confidence",
    xTitle: share ? "probability of the predicted class" : "lead of the top margin",
    yTitle: "examples",
    xShare: share,
    yShare: false,
    series: [
      { name: "right", kind: "bars", color: "train", points: bins.map((bin) => ({ x: middle(bin), y: bin.right })) },
      { name: "wrong", kind: "bars", color: "wrong", points: bins.map((bin) => ({ x: middle(bin), y: bin.wrong })) },
    ],
    picks: bins.flatMap((bin, at) =>
      bin.right + bin.wrong === 0
        ? []
        : [
            {
              ...{ from: bin.from, to: bin.to, bin: at },
              spoken: `${binText(bin, share)}: ${formatCount(bin.right)} right, ${formatCount(bin.wrong)} wrong`,
            },
          ],
    ),
    columns: [{ name: "above", share }, { name: "up to", share }, { name: "right" }, { name: "wrong" }],
    rows: bins.map(({ from, to, right, wrong }) => [from, to, right, wrong]),
  };
}

/** What the model claimed against what came of it. */
export function reliabilityFigure({ bins }: NonNullable<Confidence["reliability"]>): Figure {
  return {
    title: "Reliability",
    says: "Share of right answers by the probability the model gave them; on the diagonal both are the same.",
    file: "reliability",
    xTitle: "mean probability of the predicted class",
    yTitle: "share right",
    xShare: true,
    yShare: true,
    series: [
      {
        name: "model",
        kind: "line",
        color: "train",
        marker: true,
        points: bins.flatMap(({ confidence, accuracy }) =>
          confidence === null || accuracy === null ? [] : [{ x: confidence, y: accuracy }],
        ),
      },
      {
        name: "perfectly calibrated",
        kind: "line",
        color: "muted",
        dash: [4, 4],
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    ],
    picks: bins.flatMap((bin, at) =>
      bin.examples === 0
        ? []
        : [
            {
              ...{ from: bin.from, to: bin.to, bin: at },
              spoken: `${binText(bin, true)}: ${formatShare(bin.accuracy)} of ${plural(bin.examples, "example")} right`,
            },
          ],
    ),
    columns: [
      { name: "above", share: true },
      { name: "up to", share: true },
      { name: "examples" },
      { name: "mean probability", share: true },
      { name: "share right", share: true },
    ],
    rows: bins.map(({ from, to, examples, confidence, accuracy }) => [from, to, examples, confidence, accuracy]),
  };
}

function pointsOf({ x, y }: ClassCurves["roc"]): { x: number; y: number }[] {
  return x.map((value, at) => ({ x: value, y: y[at] ?? 0 }));
}

/** Precision against recall of a class, or of the mean of all. */
export function precisionRecallFigure({ precisionRecall }: ClassCurves, of: string): Figure {
  return {
    title: "Precision and recall",
    says: `Precision at every share of ${of} found, from the highest threshold to the lowest.`,
    file: "precision-recall",
    xTitle: "recall",
    yTitle: "precision",
    xShare: true,
    yShare: true,
    series: [{ name: "precision", kind: "line", color: "train", points: pointsOf(precisionRecall) }],
    columns: [
      { name: "recall", share: true },
      { name: "precision", share: true },
    ],
    rows: pointsOf(precisionRecall).map(({ x, y }) => [x, y]),
  };
}

/** The ROC curve of a class, or of the mean of all. */
export function rocFigure({ roc }: ClassCurves, of: string): Figure {
  return {
    title: "ROC",
    says: `Share of ${of} found against the share of the others taken for it; guessing runs along the diagonal.`,
    file: "roc",
    xTitle: "false positive rate",
    yTitle: "recall",
    xShare: true,
    yShare: true,
    series: [
      { name: "model", kind: "line", color: "train", points: pointsOf(roc) },
      {
        name: "guessing",
        kind: "line",
        color: "muted",
        dash: [4, 4],
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    ],
    columns: [
      { name: "false positive rate", share: true },
      { name: "recall", share: true },
    ],
    rows: pointsOf(roc).map(({ x, y }) => [x, y]),
  };
}
