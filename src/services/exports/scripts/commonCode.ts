import type { ScriptData } from "./scriptData.ts";

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

/** Reads the splits: \`data[split]\` is features and labels. */
export function splitsCode({ hasValidation, hasTest }: Pick<ScriptData, "hasValidation" | "hasTest">): string {
  const names = ["train", ...(hasValidation ? ["validation"] : []), ...(hasTest ? ["test"] : [])];
  return `data = {
    split: (Features(split), load(f"{split}.labels").astype(np.int64))
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
