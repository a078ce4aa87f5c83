"""What scikit-learn's and fastText's text classifiers reach on one split.

Usage: python3 sklearn_accuracy.py FOLDER   (train.ndjson and judged.ndjson: [text, class id] a line; writes figures.json)
"""
import json
import shutil
import subprocess
import sys
import unicodedata
from itertools import groupby
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

folder = Path(sys.argv[1])


def read(name):
    rows = [json.loads(line) for line in (folder / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()]
    return [text for text, _ in rows], [label for _, label in rows]


def in_word(character):
    """Letters, marks (which scikit-learn's own pattern lacks and Odia needs), digits and _."""
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def tokens(text):
    return ["".join(run) for wanted, run in groupby(unicodedata.normalize("NFC", text), in_word) if wanted]


def words():
    return TfidfVectorizer(ngram_range=(1, 2), tokenizer=tokens, token_pattern=None)


def both():
    return make_union(words(), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)))


def fasttext(train, judged):
    """As the embedding bag's recipe has it: 50 dimensions unless said, bigrams, 25 epochs, rate 0.5, one thread."""
    for name, (texts, labels) in (("train", train), ("judged", judged)):
        lines = (f"__label__{label} {' '.join(tokens(text.lower()))}\n" for text, label in zip(texts, labels))
        (folder / f"fasttext-{name}.txt").write_text("".join(lines), encoding="utf-8")
    model = folder / "fasttext"
    options = ["-dim", "50", "-wordNgrams", "2", "-lr", "0.5", "-epoch", "25", "-thread", "1"]
    subprocess.run(
        ["fasttext", "supervised", "-input", folder / "fasttext-train.txt", "-output", model, *options],
        check=True,
        capture_output=True,
    )
    test = ["fasttext", "predict", f"{model}.bin", folder / "fasttext-judged.txt"]
    predicted = subprocess.run(test, check=True, capture_output=True, text=True).stdout.split()
    return sum(guess == f"__label__{label}" for guess, label in zip(predicted, judged[1])) / len(judged[1])


def logistic(strength):
    return LogisticRegression(C=strength, max_iter=1000)


models = {
    "naive Bayes, words 1–2": make_pipeline(words(), MultinomialNB(alpha=0.1)),
    "logistic regression, words 1–2, C = 1": make_pipeline(words(), logistic(1)),
    "logistic regression, words 1–2, C = 10": make_pipeline(words(), logistic(10)),
    "logistic regression, words 1–2 and characters 2–5, C = 1": make_pipeline(both(), logistic(1)),
    "logistic regression, words 1–2 and characters 2–5, C = 10": make_pipeline(both(), logistic(10)),
    "linear SVM, words 1–2, C = 1": make_pipeline(words(), LinearSVC()),
    "perceptron, words 1–2": make_pipeline(words(), Perceptron()),
}
train, judged = read("train"), read("judged")
figures = {name: model.fit(*train).score(*judged) for name, model in models.items()}
if shutil.which("fasttext"):
    figures["fastText"] = fasttext(train, judged)
(folder / "figures.json").write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
