"""Each run loads the vectors with gensim: the text file, or with `saved` gensim's own format of it, mapped into memory.
Usage: python3 gensim_vectors.py VECTORS.txt [saved]"""
import sys
import time
from pathlib import Path

import gensim
from gensim.models import KeyedVectors

from exported import serve

path = sys.argv[1]
saved = f"{path}.gensim"
if "saved" in sys.argv and not Path(saved).exists():
    KeyedVectors.load_word2vec_format(path, no_header=True).save(saved)


def run():
    start = time.perf_counter()
    if "saved" in sys.argv:
        vectors = KeyedVectors.load(saved, mmap="r")
    else:
        vectors = KeyedVectors.load_word2vec_format(path, no_header=True)
    return {"seconds": time.perf_counter() - start, "check": vectors.vector_size}


serve(f"gensim {gensim.__version__}", run)
