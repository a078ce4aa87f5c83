"""Reads label and text, splits, vectorises, fits logistic regression and prints its accuracy. Usage: python3 sklearn_process.py FILE"""
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

with open(sys.argv[1], encoding="utf8") as lines:
    texts, labels = zip(*(line.rstrip("\n").rsplit("\t", 1) for line in lines))
train, held, train_labels, held_labels = train_test_split(texts, labels, test_size=0.2, stratify=labels, random_state=1)
model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))
model.fit(train, train_labels)
print(model.score(held, held_labels))
