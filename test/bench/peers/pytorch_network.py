"""Trains in PyTorch the network of one exported run: same split, features, initial weights and batch order.

Usage: python3 pytorch_network.py FOLDER   (a folder written by test/bench/exportRun.ts)
Prints one JSON object: the loss of every step, and per epoch the loss and accuracy of train and validation in evaluation mode.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn

from exported import Exported
from pytorch_model import build

exported = Exported(sys.argv[1])
torch.set_num_threads(exported.meta.get("threads", 1))
network, optimizer = build(exported)
entropy = nn.CrossEntropyLoss()
data = {
    split: (torch.from_numpy(exported.dense(split)), torch.from_numpy(exported.labels(split)))
    for split in ("train", "validation")
}
order = exported.load("order")


def evaluate(split):
    network.eval()
    with torch.no_grad():
        logits = torch.cat([network(part) for part in data[split][0].split(1024)])
        labels = data[split][1]
        return {"loss": entropy(logits, labels).item(), "accuracy": (logits.argmax(1) == labels).float().mean().item()}


steps, epochs, seconds = [], [{name: evaluate(name) for name in data}], 0.0
features, labels = data["train"]
for rows in order:
    network.train()
    start = time.perf_counter()
    for batch in torch.from_numpy(rows.astype(np.int64)).split(exported.meta["batchSize"]):
        loss = entropy(network(features[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append(loss.item())
    seconds += time.perf_counter() - start
    epochs.append({name: evaluate(name) for name in data})

best = min(range(len(epochs)), key=lambda epoch: epochs[epoch]["validation"]["loss"])
print(json.dumps({
    "peer": f"PyTorch {torch.__version__}", "steps": steps, "epochs": epochs, "bestEpoch": best,
    "best": epochs[best], "last": epochs[-1], "secondsPerEpoch": seconds / max(1, len(order)),
}))
