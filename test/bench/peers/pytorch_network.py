"""Trains in PyTorch the network of one exported run: same split, features, initial weights and batch order.

Usage: python3 pytorch_network.py FOLDER   (a folder written by test/bench/exportRun.ts)
Prints one JSON object: the loss of every step, and per epoch the loss and accuracy of train and validation in evaluation mode.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

folder = Path(sys.argv[1])
meta = json.loads((folder / "meta.json").read_text())
torch.set_num_threads(meta.get("threads", 1))


def load(name):
    return np.load(folder / f"{name}.npy")


def dense(split):
    """rows × columns, as float32; sequences are concatenated and padded with zeros, sparse rows are scattered."""
    if meta["kind"] == "dense":
        return torch.from_numpy(load(f"{split}.values"))
    offsets = load(f"{split}.offsets")
    rows = len(offsets) - 1
    out = np.zeros((rows, meta["columns"]), np.float32)
    if meta["kind"] == "sequence":
        table = load("table")
        ids = load(f"{split}.ids")
        for row in range(rows):
            vectors = table[ids[offsets[row]:offsets[row + 1]]].reshape(-1)
            out[row, : len(vectors)] = vectors
    else:
        indices, values = load(f"{split}.indices"), load(f"{split}.values")
        for row in range(rows):
            span = slice(offsets[row], offsets[row + 1])
            out[row, indices[span]] = values[span]
    return torch.from_numpy(out)


activations = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "identity": nn.Identity}
layers = []
for number in range(len(meta["activations"]) + 1):
    weight, bias = load(f"weight{number}"), load(f"bias{number}")
    linear = nn.Linear(*weight.shape)
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(weight.T.copy()))
        linear.bias.copy_(torch.from_numpy(bias))
    layers.append(linear)
    if number < len(meta["activations"]):
        layers.append(activations[meta["activations"][number]]())
network = nn.Sequential(*layers)
weights = [p for name, p in network.named_parameters() if name.endswith("weight")]
biases = [p for name, p in network.named_parameters() if name.endswith("bias")]
optimizer = torch.optim.SGD(
    [{"params": weights, "weight_decay": meta["l2"]}, {"params": biases}], lr=meta["learningRate"]
)
entropy = nn.CrossEntropyLoss()
data = {split: (dense(split), torch.from_numpy(load(f"{split}.labels")).long()) for split in ("train", "validation")}
order = load("order")


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
    for batch in torch.from_numpy(rows.astype(np.int64)).split(meta["batchSize"]):
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
