"""Each run fits scikit-learn's naive Bayes or perceptron on exported features. Usage: python3 sklearn_classic.py FOLDER MODEL"""
import sys
import time

import sklearn
from sklearn.linear_model import Perceptron
from sklearn.naive_bayes import MultinomialNB

from exported import Exported, serve

exported = Exported(sys.argv[1])
features, labels = exported.sparse("train"), exported.labels("train")
held, held_labels = exported.sparse("validation"), exported.labels("validation")
epochs = len(exported.load("order"))


def create():
    if sys.argv[2] == "naiveBayes":
        return MultinomialNB()
    # As many epochs as ours, each in a fresh order; a stopping rule would only cost it time.
    return Perceptron(max_iter=epochs, tol=None, shuffle=True, random_state=1)


def run():
    model = create()
    start = time.perf_counter()
    model.fit(features, labels)
    outcome = {"seconds": time.perf_counter() - start}
    outcome["accuracy"] = float((model.predict(held) == held_labels).mean())
    return outcome


serve(f"scikit-learn {sklearn.__version__}", run)
