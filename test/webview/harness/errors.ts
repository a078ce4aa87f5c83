import type { ExampleInput } from "../../../src/data/inputTable.ts";
import type { ClassCurves } from "../../../src/experiment/errors/classCurves.ts";
import type { ErrorAnalysis, Explanation } from "../../../src/protocol/predictions.ts";

/** What a run that is a little too sure of itself errs on. */
export function analysisOf(outputs: ErrorAnalysis["outputs"], classes: number): ErrorAnalysis {
  const bins = Array.from({ length: 20 }, (_, bin) => ({
    from: bin / 20,
    to: (bin + 1) / 20,
    right: bin < 5 ? 0 : bin * bin,
    wrong: bin < 5 ? 0 : Math.round(120 / (bin + 1)),
  }));
  const reliability = Array.from({ length: 15 }, (_, bin) => ({
    from: bin / 15,
    to: (bin + 1) / 15,
    examples: bin < 4 ? 0 : bin * 9,
    confidence: bin < 4 ? null : (bin + 0.6) / 15,
    accuracy: bin < 4 ? null : (0.85 * (bin + 0.6)) / 15,
  }));
  const values = Array.from({ length: 1001 }, (_, at) => (outputs === "margins" ? (at - 500) / 100 : at / 1000));
  return {
    split: "validation",
    outputs,
    confidence: {
      examples: bins.reduce((sum, { right, wrong }) => sum + right + wrong, 0),
      wrong: bins.reduce((sum, { wrong }) => sum + wrong, 0),
      nonFinite: 0,
      bins,
      reliability: outputs === "margins" ? null : { bins: reliability, error: 0.087 },
    },
    thresholds:
      classes === 2
        ? {
            values,
            truePositives: values.map((_, at) => Math.round(80 * Math.sqrt(1 - at / 1000))),
            falsePositives: values.map((_, at) => Math.round(75 * (1 - at / 1000) ** 2)),
            members: 80,
            others: 75,
          }
        : null,
  };
}

/** Curves of a class that is told from the others rather well. */
export function curvesOf(): ClassCurves {
  const x = Array.from({ length: 101 }, (_, at) => at / 100);
  return {
    roc: { x, y: x.map((rate) => rate ** 0.3) },
    precisionRecall: { x, y: x.map((recall) => 1 - 0.6 * recall ** 3) },
    area: 0.81,
    averagePrecision: 0.83,
    members: 40,
    others: 116,
  };
}

/** What a model of two or more classes would say: the longer a word the more it speaks for the second class. */
export function explain({ text, columns }: ExampleInput, asked: number | null): Explanation {
  const numbers = new Map<string, number>();
  const pieces = [...(text ?? "").matchAll(/\w+|\W+/gu)].map(([piece]) => {
    if (!/\w/u.test(piece)) return { text: piece, word: null };
    const name = piece.toLowerCase();
    const word = numbers.get(name) ?? numbers.size;
    numbers.set(name, word);
    return { text: piece, word };
  });
  const classId = asked ?? 1;
  const effect = (name: string): number => (classId === 1 ? 1 : -1) * (name.length - 4.5);
  return {
    prediction: { predictedClass: 1, outputs: [0.125, 0.875] },
    classId,
    method: "leaveOneOut",
    pieces,
    words: [...numbers.keys()].map((name) => ({ name, effect: effect(name), without: 0.5 })),
    columns: Object.entries(columns)
      .filter(([, value]) => value !== "")
      .map(([name]) => ({ name, effect: effect(name), without: 0.25 })),
  };
}
