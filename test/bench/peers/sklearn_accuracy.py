"""What scikit-learn's text classifiers reach on one split.

Usage: python3 sklearn_accuracy.py FOLDER   (train.ndjson and judged.ndjson: [text, class id] a line; writes figures.json)
"""
import json
import sys
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline, make_union

folder = Path(sys.argv[1])


def read(name):
    rows = [json.loads(line) for line in (folder / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()]
    return [text for text, _ in rows], [label for _, label in rows]


def words():
    return TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\S+")


def both():
    return make_union(words(), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)))


def logistic(strength):
    return LogisticRegression(C=strength, max_iter=1000)


models = {
    "naive Bayes, words 1–2": make_pipeline(words(), MultinomialNB(alpha=0.1)),
    "logistic regression, words 1–2, C = 1": make_pipeline(words(), logistic(1)),
    "logistic regression, words 1–2, C = 10": make_pipeline(words(), logistic(10)),
    "logistic regression, words 1–2 and characters 2–5, C = 1": make_pipeline(both(), logistic(1)),
    "logistic regression, words 1–2 and characters 2–5, C = 10": make_pipeline(both(), logistic(10)),
}
train, judged = read("train"), read("judged")
figures = {name: model.fit(*train).score(*judged) for name, model in models.items()}
(folder / "figures.json").write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
