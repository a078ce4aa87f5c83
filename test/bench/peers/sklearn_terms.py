"""Each run makes scikit-learn's tf-idf matrix of words and pairs of words. Usage: python3 sklearn_terms.py TEXTS.json"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

from exported import serve

texts = json.loads(Path(sys.argv[1]).read_text())


def run():
    start = time.perf_counter()
    matrix = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+", dtype=np.float32).fit_transform(texts)
    return {"seconds": time.perf_counter() - start, "check": matrix.nnz}


serve(f"scikit-learn {sklearn.__version__}", run)
