"""The network of an exported experiment in PyTorch, with its initial weights, and plain gradient descent on it."""
import torch
from torch import nn

activations = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "identity": nn.Identity}


def build(exported):
    meta = exported.meta
    layers = []
    for number, (weight, bias) in enumerate(exported.weights()):
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
    return network, optimizer
