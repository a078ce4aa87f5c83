"""What test/bench/harness/arraysForPeer.ts wrote: features, labels, initial weights and batch order of one experiment."""
import json
from pathlib import Path

import numpy as np


class Exported:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.meta = json.loads((self.folder / "meta.json").read_text())

    def load(self, name):
        return np.load(self.folder / f"{name}.npy")

    def labels(self, split):
        return self.load(f"{split}.labels").astype(np.int64)

    def weights(self):
        """Of every layer: inputs × outputs, and outputs."""
        layers = len(self.meta["activations"]) + 1
        return [(self.load(f"weight{n}"), self.load(f"bias{n}")) for n in range(layers)]

    def sparse(self, split):
        from scipy.sparse import csr_matrix

        offsets = self.load(f"{split}.offsets")
        parts = self.load(f"{split}.values"), self.load(f"{split}.indices"), offsets
        return csr_matrix(parts, shape=(len(offsets) - 1, self.meta["columns"]))

    def dense(self, split):
        """rows × columns, as float32; sequences are concatenated and padded with zeros, sparse rows are scattered."""
        if self.meta["kind"] == "dense":
            return self.load(f"{split}.values")
        if self.meta["kind"] == "csr":
            return self.sparse(split).toarray()
        offsets, ids, table = self.load(f"{split}.offsets"), self.load(f"{split}.ids"), self.load("table")
        rows = len(offsets) - 1
        out = np.zeros((rows, self.meta["columns"]), np.float32)
        for row in range(rows):
            vectors = table[ids[offsets[row]:offsets[row + 1]]].reshape(-1)
            out[row, : len(vectors)] = vectors
        return out


def serve(name, run):
    """Says that it is ready; then, for every line read, prints what one run gives."""
    import sys

    print(json.dumps({"ready": name}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(run()), flush=True)
