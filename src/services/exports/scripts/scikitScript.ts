import type { RunRecord } from "../../../experiment/record.ts";
import { featuresCode, loadCode, optionsCode, resultCode, splitsCode } from "./commonCode.ts";
import { indented, pythonNumber } from "./python.ts";
import type { ScriptData } from "./scriptData.ts";

/** A script that fits scikit-learn's logistic regression, naive Bayes or perceptron as the run did. */
export function scikitScript(run: string, { experiment }: Pick<RunRecord, "experiment">, data: ScriptData): string {
  // Gaussian naive Bayes takes no others.
  const isSparse =
    data.kind === "csr" && !(experiment.model.kind === "naiveBayes" && experiment.model.variant === "gaussian");
  const { create, imports, isPerceptron, loss } = modelOf(experiment, data, isSparse);
  return `"""Fits with scikit-learn the model of Benchtop's run ${run}: same features, splits and order of examples.

Usage: python3 train.py [--result FILE]
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import sklearn
${isSparse ? "from scipy import sparse\n" : ""}${imports}

${optionsCode(false)}${loadCode}

${isSparse ? sparseCode(data, isPerceptron) : featuresCode(data)}

${
  isSparse
    ? splitsCode(data, "features_of(split)")
    : `${splitsCode(data)}
data = {split: (features.rows(np.arange(len(features))).astype(np.float64), labels) for split, (features, labels) in data.items()}
`
}X, y = data["train"]
CLASSES = ${String(data.classes)}
watched = ${data.trainExamples > 10_000 ? `load("watched")` : "np.arange(len(y))"}


def outputs_of(split):
${indented(4, outputsOf(isPerceptron)).join("\n")}


def evaluate():
    figures = {}
    for split, (_, labels) in data.items():
        if split == "test":
            continue
        outputs = outputs_of(split)
        if split == "train":
            outputs, labels = outputs[watched], labels[watched]
        correct = outputs.argmax(1) == labels
        figures[split] = {"loss": ${loss}, "accuracy": float(correct.mean())}
    return figures

${resultCode}

model = ${create}
${indented(0, isPerceptron ? perceptronLoop(data) : fitOnce()).join("\n")}

finish({
    "peer": f"scikit-learn {sklearn.__version__}", "steps": [], "epochs": epochs,
    "secondsPerEpoch": seconds / ${isPerceptron ? String(Math.max(1, data.epochs)) : "1"},
}, outputs)
`;
}

/** A function that gives a split as scipy's sparse rows, with a last column for the bias where it must be one. */
function sparseCode({ columns }: ScriptData, hasOnes: boolean): string {
  const read = `def features_of(split):
    """Features that are mostly 0: example r has those from offsets[r] to offsets[r + 1]."""
    values, indices, offsets = (load(f"{split}.{part}") for part in ("values", "indices", "offsets"))
    rows = sparse.csr_matrix((values.astype(np.float64), indices, offsets), shape=(len(offsets) - 1, ${String(columns)}))`;
  if (!hasOnes) return `${read}\n    return rows\n`;
  return `${read}
    # The bias is the weight of a feature that is always 1: beside sparse features SGDClassifier would move an intercept
    # of its own by a hundredth of each step.
    return sparse.hstack([rows, np.ones((rows.shape[0], 1))], format="csr")
`;
}

function modelOf({ model, training }: RunRecord["experiment"], data: ScriptData, isSparse: boolean) {
  const logLoss = "float(-np.log(np.maximum(outputs[np.arange(len(labels)), labels], 1e-300)).mean())";
  const bayes = { imports: "from sklearn import naive_bayes", isPerceptron: false, loss: logLoss };
  switch (model.kind) {
    case "logisticRegression": {
      // Two classes are one row of differences here; as two rows of half of it their squares are half as many.
      const halves = data.classes === 2 ? 2 : 1;
      const strength =
        training.l2 === 0
          ? 'penalty="none"'
          : `C=${pythonNumber(halves)} / (${pythonNumber(training.l2)} * ${String(data.trainExamples)})`;
      return {
        imports: "from sklearn.linear_model import LogisticRegression",
        create: `LogisticRegression(${strength}, tol=1e-10, max_iter=20000)`,
        isPerceptron: false,
        loss: logLoss,
      };
    }
    case "naiveBayes": {
      if (model.variant === "complement")
        return { ...bayes, create: `naive_bayes.ComplementNB(alpha=${pythonNumber(model.smoothing)})` };
      if (model.variant === "gaussian") {
        const priors = model.prior === "uniform" ? "priors=np.full(CLASSES, 1 / CLASSES), " : "";
        return {
          ...bayes,
          create: `naive_bayes.GaussianNB(${priors}var_smoothing=${pythonNumber(model.varianceSmoothing)})`,
        };
      }
      const name = model.variant === "multinomial" ? "MultinomialNB" : "BernoulliNB";
      const prior = model.prior === "fitted" ? "True" : "False";
      return {
        ...bayes,
        create: `naive_bayes.${name}(alpha=${pythonNumber(model.smoothing)}, fit_prior=${prior})`,
      };
    }
    case "perceptron":
      return {
        imports: "from sklearn.linear_model import SGDClassifier",
        create: `SGDClassifier(loss="perceptron", penalty=None, learning_rate="constant", eta0=1.0, shuffle=False, average=${model.averaged ? "True" : "False"}${isSparse ? ", fit_intercept=False" : ""})`,
        isPerceptron: true,
        // The share of wrong answers, as the run has it.
        loss: "float(1 - correct.mean())",
      };
    case "network":
    case "linearSvm":
    case "embeddingBag":
      throw new Error("refused before");
  }
}

function outputsOf(isPerceptron: boolean): readonly string[] {
  if (!isPerceptron) return ["return model.predict_proba(data[split][0])"];
  return [
    'if not hasattr(model, "coef_"):',
    "    return np.zeros((len(data[split][1]), CLASSES))",
    "margins = model.decision_function(data[split][0])",
    "# Of two classes it keeps one margin.",
    "return margins if margins.ndim == 2 else np.stack([-margins, margins], 1)",
  ];
}

function fitOnce(): readonly string[] {
  return [
    "start = time.perf_counter()",
    "model.fit(X, y)",
    "seconds = time.perf_counter() - start",
    "epochs = [evaluate()]",
    'tell("last", epochs[0])',
    'outputs = outputs_of("test") if "test" in data else None',
  ];
}

function perceptronLoop({ keptEpoch }: ScriptData): readonly string[] {
  return [
    "epochs, seconds, outputs = [evaluate()], 0.0, None",
    "tell(0, epochs[0])",
    'for epoch, order in enumerate(load("order"), start=1):',
    "    start = time.perf_counter()",
    "    model.partial_fit(X[order], y[order], classes=np.arange(CLASSES))",
    "    seconds += time.perf_counter() - start",
    "    epochs.append(evaluate())",
    "    tell(epoch, epochs[-1])",
    `    if epoch == ${String(keptEpoch)} and "test" in data:`,
    '        outputs = outputs_of("test")',
  ];
}
