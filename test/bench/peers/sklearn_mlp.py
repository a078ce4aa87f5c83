"""Each run is the next epoch of scikit-learn's MLPClassifier on an exported network. Usage: python3 sklearn_mlp.py FOLDER"""
import sys
import time

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from exported import Exported, serve

exported = Exported(sys.argv[1])
features, labels = exported.sparse("train"), exported.labels("train")
held, held_labels = exported.sparse("validation"), exported.labels("validation")
orders = iter(exported.load("order"))
weights = exported.weights()


class SameStart(MLPClassifier):
    """Starts from the exported weights."""

    def _init_coef(self, fan_in, fan_out, dtype):
        coefficients, intercepts = weights[self._started]
        self._started += 1
        return coefficients.astype(dtype), intercepts.astype(dtype)


model = SameStart(
    hidden_layer_sizes=[bias.size for _, bias in weights[:-1]], activation="relu", solver="adam", alpha=0.0,
    learning_rate_init=exported.meta["learningRate"], batch_size=exported.meta["batchSize"], shuffle=False,
)
model._started = 0
classes = np.unique(labels)


def run():
    order = next(orders)
    start = time.perf_counter()
    model.partial_fit(features[order], labels[order], classes)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "accuracy": float((model.predict(held) == held_labels).mean())}


serve(f"scikit-learn {sklearn.__version__}", run)
