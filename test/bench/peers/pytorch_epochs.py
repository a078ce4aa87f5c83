"""Each run is the next epoch of an exported network in PyTorch. Usage: python3 pytorch_epochs.py FOLDER"""
import os
import sys
import time

import numpy as np
import torch
from torch import nn

from exported import Exported, serve
from pytorch_model import build

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
exported = Exported(sys.argv[1])
network, optimizer = build(exported)
entropy = nn.CrossEntropyLoss()
features, labels = torch.from_numpy(exported.dense("train")), torch.from_numpy(exported.labels("train"))
held, held_labels = torch.from_numpy(exported.dense("validation")), torch.from_numpy(exported.labels("validation"))
orders = iter(exported.load("order"))
batch_size = exported.meta["batchSize"]
# Rows of a small set are put in order once an epoch, which spares a gather a step; a large set would be copied whole.
small = features.numel() < 2**24


def run():
    order = torch.from_numpy(next(orders).astype(np.int64))
    start = time.perf_counter()
    if small:
        batches = zip(features[order].split(batch_size), labels[order].split(batch_size))
    else:
        batches = ((features[batch], labels[batch]) for batch in order.split(batch_size))
    for x, y in batches:
        loss = entropy(network(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        predicted = torch.cat([network(part).argmax(1) for part in held.split(1024)])
    return {"seconds": seconds, "accuracy": (predicted == held_labels).float().mean().item()}


serve(f"PyTorch {torch.__version__}", run)
