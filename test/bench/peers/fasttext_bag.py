"""Trains fastText's supervised model on train.txt and tests it on validation.txt. Usage: python3 fasttext_bag.py FOLDER

Only training counts: what reading, making and writing the model take is measured by a run of one epoch and taken away.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from exported import serve

folder = Path(sys.argv[1])
epochs = 25
learning_rate = sys.argv[2]
model = folder / f"fasttext-{os.environ['OMP_NUM_THREADS']}"


def train(count):
    start = time.perf_counter()
    subprocess.run(
        ["fasttext", "supervised", "-input", str(folder / "train.txt"), "-output", str(model), "-dim", "50",
         "-wordNgrams", "2", "-lr", learning_rate, "-epoch", str(count), "-thread", os.environ["OMP_NUM_THREADS"]],
        check=True, capture_output=True,
    )
    return time.perf_counter() - start


def run():
    one, all_of_them = train(1), train(epochs)
    out = subprocess.run(
        ["fasttext", "test", f"{model}.bin", str(folder / "validation.txt")], check=True, capture_output=True, text=True
    ).stdout
    accuracy = float(re.search(r"P@1\s+([\d.]+)", out)[1])
    return {"seconds": (all_of_them - one) * epochs / (epochs - 1), "accuracy": accuracy}


subprocess.run(["fasttext"], capture_output=True)
serve("fastText 0.9.2", run)
