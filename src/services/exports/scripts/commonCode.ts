import { indented } from "./python.ts";
import type { ScriptData } from "./scriptData.ts";
import type { ScriptFacts } from "./scriptFacts.ts";

/** Parts of Python that the scripts share. */

export const loadCode = `here = Path(__file__).resolve().parent / "data"


def load(name):
    return np.load(here / f"{name}.npy")
`;

/** A class \`Features\`, whose \`rows(ids)\` are examples × columns in float32. */
export function featuresCode({ kind, columns }: Pick<ScriptData, "kind" | "columns">): string {
  if (kind === "dense")
    return `class Features:
    """The features of a split, examples × columns."""

    def __init__(self, split):
        self.values = load(f"{split}.features")

    def __len__(self):
        return len(self.values)

    def rows(self, ids):
        return self.values[ids]
`;
  const [about, parts, fill] =
    kind === "csr"
      ? [
          "Features that are mostly 0: example r has those from offsets[r] to offsets[r + 1].",
          `self.indices, self.values = load(f"{split}.indices"), load(f"{split}.values")`,
          "full[row, self.indices[part]] = self.values[part]",
        ]
      : [
          "Word vectors side by side: text r has the tokens from offsets[r] to offsets[r + 1], zeros follow.",
          `self.tokens, self.vectors = load(f"{split}.tokens"), load("vectors")`,
          "text = self.vectors[self.tokens[part]].reshape(-1)\n            full[row, : len(text)] = text",
        ];
  return `class Features:
    """${about}"""

    def __init__(self, split):
        self.offsets = load(f"{split}.offsets")
        ${parts}
        # Made once where they fit into two gigabytes, else batch by batch.
        fits = len(self) * ${String(columns)} * 4 < 2e9
        self.all = self.make(range(len(self))) if fits else None

    def __len__(self):
        return len(self.offsets) - 1

    def rows(self, ids):
        return self.make(ids) if self.all is None else self.all[ids]

    def make(self, ids):
        full = np.zeros((len(ids), ${String(columns)}), np.float32)
        for row, example in enumerate(ids):
            part = slice(self.offsets[example], self.offsets[example + 1])
            ${fill}
        return full
`;
}

/** Reads the splits: \`data[split]\` is features, which an expression reads, and labels. */
export function splitsCode(
  { hasValidation, hasTest }: Pick<ScriptData, "hasValidation" | "hasTest">,
  features = "Features(split)",
): string {
  const names = ["train", ...(hasValidation ? ["validation"] : []), ...(hasTest ? ["test"] : [])];
  return `data = {
    split: (${features}, load(f"{split}.labels").astype(np.int64))
    for split in (${names.map((name) => `"${name}"`).join(", ")}${names.length === 1 ? "," : ""})
}
`;
}

/** Prints what happens, and writes it as JSON where \`--result\` names a file. */
export const resultCode = `
def plain(value):
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def tell(epoch, figures):
    print(f"epoch {epoch}: " + ", ".join(
        f"{split} loss {each['loss']:.4f}, accuracy {each['accuracy']:.4f}" for split, each in figures.items()
    ), flush=True)


def finish(result, outputs):
    """The last words, and the distance of the test outputs from those that the run stored."""
    if outputs is not None:
        labels = data["test"][1]
        result["test"] = {"accuracy": float((outputs.argmax(1) == labels).mean())}
        result["largestDifference"] = float(np.abs(outputs - load("run.test")).max())
        print(f"test accuracy {result['test']['accuracy']:.4f}; "
              f"largest difference of a test output from the run's: {result['largestDifference']:.2g}")
    if options.result:
        Path(options.result).write_text(json.dumps(plain(result)))
`;

export function optionsCode(hasOwnWeights: boolean): string {
  return `parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--result", help="a JSON file to write losses, accuracies and seconds to")
${hasOwnWeights ? `parser.add_argument("--own-weights", action="store_true", help="start from weights drawn here, not from the run's")\n` : ""}options = parser.parse_args()
`;
}

/** What a script that trains a network says of itself. */
export function networkTitle(program: string, run: string): string {
  return `"""Trains in ${program} the model of Benchtop's run ${run}: same features, splits, initial weights and batches.

Usage: python3 train.py [--result FILE] [--own-weights]
"""`;
}

/** Whether weights of features that a batch does not have rest, as sparse Adam has it. */
export function weightsRest({ data, training }: Pick<ScriptFacts, "data" | "training">): boolean {
  return data.kind === "csr" && training.optimizer.kind === "adam" && training.l2 === 0 && (training.l1 ?? 0) === 0;
}

export function watchedCode({ trainExamples }: Pick<ScriptData, "trainExamples">): string {
  return `watched = ${trainExamples > 10_000 ? `load("watched")` : 'np.arange(len(data["train"][0]))'}`;
}

/** Expressions of the labels, and of loss and accuracy from \`logits\` and \`labels\`. */
export type EvaluatedCode = Readonly<Record<"labels" | "loss" | "accuracy", string>>;

/** \`evaluate()\`: loss and accuracy of every split but test. */
export function evaluateCode({ labels, loss, accuracy }: EvaluatedCode): string {
  return `def evaluate():
    figures = {}
    for split in data:
        if split == "test":
            continue
        ids = watched if split == "train" else np.arange(len(data[split][0]))
        logits, labels = logits_of(split, ids), ${labels}
        figures[split] = {
            "loss": ${loss},
            "accuracy": ${accuracy},
        }
    return figures
`;
}

export interface TrainingLoop {
  /** An expression for its name and version. */
  readonly peer: string;
  readonly hasRates: boolean;
  /** Lines before the first epoch. */
  readonly before?: readonly string[];
  /** Lines for each batch, which holds numbers of examples. */
  readonly step: readonly string[];
}

/** Epochs over the run's own orders of batches, evaluated after each, and the result. */
export function trainingCode({ peer, hasRates, before = [], step }: TrainingLoop): string {
  return `steps, epochs, seconds, outputs = [], [evaluate()], 0.0, None
tell(0, epochs[0])
if KEPT_EPOCH == 0 and "test" in data:
    outputs = outputs_of_test()
features, labels = data["train"]
${[...before, ...(hasRates ? ['rates = load("rates")'] : [])].map((line) => `${line}\n`).join("")}for epoch, order in enumerate(load("order"), start=1):
    begun = time.perf_counter()
    for first in range(0, len(order), BATCH_SIZE):
        batch = order[first:first + BATCH_SIZE]
${indented(8, step).join("\n")}
    seconds += time.perf_counter() - begun
    epochs.append(evaluate())
    tell(epoch, epochs[-1])
    if epoch == KEPT_EPOCH and "test" in data:
        outputs = outputs_of_test()

finish({
    "peer": ${peer}, "steps": steps, "epochs": epochs,
    "secondsPerEpoch": seconds / max(1, EPOCHS),
}, outputs)
`;
}
