"""Each run fits scikit-learn's logistic regression on exported features. Usage: python3 sklearn_logistic.py FOLDER"""
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

from exported import Exported, serve

exported = Exported(sys.argv[1])
features, labels = exported.sparse("train"), exported.labels("train")
held, held_labels = exported.sparse("validation"), exported.labels("validation")
l2 = exported.meta["l2"]
# Two classes are one row of differences; as two rows of half of it their squares are half as many.
halves = 2 if labels.max() == 1 else 1


def objective(model):
    loss = -model.predict_log_proba(features)[np.arange(len(labels)), labels].mean()
    weights = model.coef_.astype(np.float64)
    return float(loss + l2 / 2 * (weights**2).sum() / halves)


def create(tolerance):
    # lbfgs is its default and its fastest solver for several classes on sparse rows.
    return LogisticRegression(C=halves / (l2 * len(labels)), max_iter=1000, tol=tolerance)


def loosest():
    """The loosest tolerance that comes within 0.1 % of the best objective: it need not do more."""
    best = objective(create(1e-4).fit(features, labels))
    for tolerance in (10, 5, 3, 2, 1, 0.5, 0.2, 0.1, 1e-2):
        if objective(create(tolerance).fit(features, labels)) <= 1.001 * best:
            return tolerance
    return 1e-4


tolerance = loosest()


def run():
    model = create(tolerance)
    start = time.perf_counter()
    model.fit(features, labels)
    outcome = {"seconds": time.perf_counter() - start}
    outcome["accuracy"] = float((model.predict(held) == held_labels).mean())
    outcome["check"] = objective(model)
    return outcome


serve(f"scikit-learn {sklearn.__version__}, tol={tolerance:g}", run)
