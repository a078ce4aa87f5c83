import type { ResolvedTraining } from "../../../experiment/resolved.ts";
import { inputName, type NodeSpec } from "../../../models/inferenceGraph.ts";
import type { ActivationName, LossOptions } from "../../../models/modelOptions.ts";
import { weightsRest } from "./commonCode.ts";
import { networkScript } from "./networkScript.ts";
import { indented, pythonName, pythonNumber, pythonTuple } from "./python.ts";
import type { ScriptFacts } from "./scriptFacts.ts";

/** A script that trains the run's network in PyTorch as a course would write it. Nothing in it comes from data but numbers. */
export function pytorchScript(facts: ScriptFacts): string {
  const { nodes, data, training, loss } = facts;
  const rests = weightsRest(facts);
  const hasBatchNorm = nodes.some(({ kind }) => kind === "batchNorm");
  return networkScript(facts, {
    program: "PyTorch",
    imports: [
      ...["import time", "from pathlib import Path", ""],
      ...["import numpy as np", "import torch", "import torch.nn.functional as F", "from torch import nn"],
    ],
    constants: [],
    model: `class Network(nn.Module):
    def __init__(self):
        super().__init__()
${indented(8, layersOf(nodes, data.columns)).join("\n")}

    def forward(self, x):
${indented(8, forwardOf(nodes)).join("\n")}


def start_from_the_runs_weights(network):
${indented(4, loadingOf(nodes)).join("\n")}


def losses(logits, labels):
    """The loss of each example."""
${indented(4, lossOf(loss)).join("\n")}`,
    made: `torch.manual_seed(${String(training.seed)})
network = Network()
if not options.own_weights:
    with torch.no_grad():
        start_from_the_runs_weights(network)
${optimizerCode(training)}`,
    logits: `@torch.no_grad()
def logits_of(split, ids):
    network.eval()
    features = data[split][0]
    return torch.cat([
        network(torch.from_numpy(features.rows(ids[first:first + 1024]))) for first in range(0, len(ids), 1024)
    ])`,
    evaluated: {
      labels: "torch.from_numpy(data[split][1][ids])",
      loss: "losses(logits, labels).mean().item()",
      accuracy: "(logits.argmax(1) == labels).float().mean().item()",
    },
    outputs: `    return ${loss.kind === "crossEntropy" ? "logits.softmax(1)" : "logits"}.numpy()`,
    training: {
      peer: 'f"PyTorch {torch.__version__}"',
      step: [
        "x, y = torch.from_numpy(features.rows(batch)), torch.from_numpy(labels[batch])",
        ...(hasBatchNorm
          ? [
              "# One row has no deviation: it is trained on with the running statistics.",
              "network.train(len(batch) > 1)",
            ]
          : ["network.train()"]),
        ...stepOf(training, data.hasRates, rests, weightsOfInput(nodes)),
        "steps.append(loss.item())",
      ],
    },
  });
}

function layersOf(nodes: readonly NodeSpec[], columns: number): readonly string[] {
  const widths = new Map<string, number>([[inputName, columns]]);
  return nodes.flatMap((node) => {
    const from = typeof node.from === "string" ? node.from : (node.from[0] ?? inputName);
    const width = widths.get(from) ?? 0;
    const units = node.kind === "linear" ? node.units : node.kind === "embeddingBag" ? node.dimension : width;
    widths.set(node.name, units);
    const self = `self.${pythonName(node.name)}`;
    const [n, m] = [String(width), String(units)];
    switch (node.kind) {
      case "linear":
        return [`${self} = nn.Linear(${n}, ${m})`];
      case "embeddingBag":
        return [`# A vector for each feature.`, `${self} = nn.Linear(${n}, ${m}, bias=False)`];
      case "layerNorm":
        return [`${self} = nn.LayerNorm(${n}, eps=${pythonNumber(node.epsilon)})`];
      case "batchNorm":
        return [
          `${self} = nn.BatchNorm1d(${n}, eps=${pythonNumber(node.epsilon)}, momentum=${pythonNumber(node.momentum)})`,
        ];
      case "dropout":
        return [`${self} = nn.Dropout(${pythonNumber(node.rate)})`];
      case "activation":
      case "sum":
        return [];
    }
  });
}

const activationCalls: Readonly<Record<ActivationName, (x: string) => string>> = {
  identity: (x) => x,
  relu: (x) => `torch.relu(${x})`,
  sigmoid: (x) => `torch.sigmoid(${x})`,
  tanh: (x) => `torch.tanh(${x})`,
  leakyRelu: (x) => `F.leaky_relu(${x}, 0.01)`,
  elu: (x) => `F.elu(${x})`,
  selu: (x) => `F.selu(${x})`,
  gelu: (x) => `F.gelu(${x})`,
  geluTanh: (x) => `F.gelu(${x}, approximate="tanh")`,
  silu: (x) => `F.silu(${x})`,
  mish: (x) => `F.mish(${x})`,
  softplus: (x) => `F.softplus(${x})`,
  hardSigmoid: (x) => `F.hardsigmoid(${x})`,
  hardTanh: (x) => `F.hardtanh(${x})`,
};

function forwardOf(nodes: readonly NodeSpec[]): readonly string[] {
  const read = (name: string): string => (name === inputName ? "x" : pythonName(name));
  const lines = nodes.map((node) => {
    const made = pythonName(node.name);
    switch (node.kind) {
      case "embeddingBag": {
        const sum = `self.${made}(x)`;
        return node.combine === "sum"
          ? `${made} = ${sum}`
          : `${made} = ${sum} / x.sum(1, keepdim=True).clamp(min=1e-30)`;
      }
      case "activation":
        return `${made} = ${activationCalls[node.activation](read(node.from))}`;
      case "sum":
        return `${made} = ${node.from.map(read).join(" + ")}`;
      case "linear":
      case "layerNorm":
      case "batchNorm":
      case "dropout":
        return `${made} = self.${made}(${read(node.from)})`;
    }
  });
  return [...lines, `return ${pythonName(nodes.at(-1)?.name ?? "")}`];
}

/** PyTorch has a linear layer's weights as outputs × inputs. */
function loadingOf(nodes: readonly NodeSpec[]): readonly string[] {
  return nodes.flatMap((node) => {
    const self = `network.${pythonName(node.name)}`;
    const part = (name: string): string => `torch.from_numpy(load("initial.${node.name}.${name}"))`;
    switch (node.kind) {
      case "linear":
        return [`${self}.weight.copy_(${part("weight")}.T)`, `${self}.bias.copy_(${part("bias")})`];
      case "embeddingBag":
        return [`${self}.weight.copy_(${part("weight")}.T)`];
      case "layerNorm":
      case "batchNorm":
        return [`${self}.weight.copy_(${part("gain")})`, `${self}.bias.copy_(${part("bias")})`];
      case "activation":
      case "dropout":
      case "sum":
        return [];
    }
  });
}

/** Of layers that read the features: their weights of features that a batch does not have rest under Adam. */
function weightsOfInput(nodes: readonly NodeSpec[]): readonly string[] {
  return nodes.flatMap((node) =>
    (node.kind === "linear" || node.kind === "embeddingBag") && node.from === inputName
      ? [`network.${pythonName(node.name)}.weight`]
      : [],
  );
}

function lossOf(loss: LossOptions): readonly string[] {
  const weights = loss.classWeights;
  const weight =
    weights === undefined ? [] : [`class_weights = torch.tensor(${pythonTuple(weights)}, dtype=torch.float32)`];
  const weighted = (value: string): string => (weights === undefined ? value : `class_weights[labels] * ${value}`);
  switch (loss.kind) {
    case "crossEntropy": {
      const extras = [
        ...(weights === undefined ? [] : ["weight=class_weights"]),
        ...(loss.labelSmoothing === undefined ? [] : [`label_smoothing=${pythonNumber(loss.labelSmoothing)}`]),
        'reduction="none"',
      ];
      return [...weight, `return F.cross_entropy(logits, labels, ${extras.join(", ")})`];
    }
    case "hinge":
      return [
        ...weight,
        "own = F.one_hot(labels, logits.shape[1]).bool()",
        'rival = logits.masked_fill(own, float("-inf")).max(1).values',
        `return ${weighted("(1 + rival - logits[own]).clamp(min=0)")}`,
      ];
    case "squaredHinge":
      return [
        ...weight,
        "sign = 2 * F.one_hot(labels, logits.shape[1]) - 1",
        `return ${weighted("((1 - sign * logits).clamp(min=0) ** 2).sum(1)")}`,
      ];
    case "meanSquaredError":
      return [...weight, `return ${weighted("((logits - F.one_hot(labels, logits.shape[1])) ** 2).mean(1)")}`];
  }
}

function optimizerCode({ optimizer, l2 }: ResolvedTraining): string {
  const create = ((): string => {
    switch (optimizer.kind) {
      case "sgd": {
        const momentum = optimizer.momentum === undefined ? "" : `, momentum=${pythonNumber(optimizer.momentum)}`;
        return `SGD(groups, lr=${pythonNumber(optimizer.learningRate)}${momentum}${optimizer.nesterov === true ? ", nesterov=True" : ""})`;
      }
      case "adagrad":
        return `Adagrad(groups, lr=${pythonNumber(optimizer.learningRate)}, eps=${pythonNumber(optimizer.epsilon)})`;
      case "rmsprop":
        return `RMSprop(groups, lr=${pythonNumber(optimizer.learningRate)}, alpha=${pythonNumber(optimizer.decay)}, eps=${pythonNumber(optimizer.epsilon)}, momentum=${pythonNumber(optimizer.momentum ?? 0)})`;
      case "adam":
        return `Adam(groups, lr=${pythonNumber(optimizer.learningRate)}, betas=(${pythonNumber(optimizer.beta1)}, ${pythonNumber(optimizer.beta2)}), eps=${pythonNumber(optimizer.epsilon)})`;
      case "lbfgs":
        return `LBFGS(network.parameters(), max_iter=1, history_size=${String(optimizer.history)}, line_search_fn="strong_wolfe")`;
    }
  })();
  const lines = [
    "# Penalties are for weights; biases and norms go free.",
    "weights = [layer.weight for layer in network.modules() if isinstance(layer, nn.Linear)]",
    "others = [parameter for parameter in network.parameters() if all(parameter is not weight for weight in weights)]",
  ];
  if (optimizer.kind === "lbfgs") return [...lines, `optimizer = torch.optim.${create}`].join("\n");
  return [
    ...lines,
    `groups = [{"params": weights, "weight_decay": ${pythonNumber(l2)}}] + ([{"params": others}] if others else [])`,
    `optimizer = torch.optim.${create}`,
  ].join("\n");
}

function stepOf(
  { optimizer, l2, l1 = 0, weightDecay = 0, clipNorm }: ResolvedTraining,
  hasRates: boolean,
  rests: boolean,
  ofInput: readonly string[],
): readonly string[] {
  if (optimizer.kind === "lbfgs")
    return [
      "def closure():",
      "    optimizer.zero_grad()",
      `    objective = losses(network(x), y).mean() + ${pythonNumber(l2 / 2)} * sum((weight ** 2).sum() for weight in weights)`,
      "    objective.backward()",
      "    return objective",
      "",
      "loss = losses(network(x), y).mean()",
      "optimizer.step(closure)",
    ];
  const rate = hasRates ? "rate" : pythonNumber(optimizer.learningRate);
  return [
    "loss = losses(network(x), y).mean()",
    "optimizer.zero_grad()",
    "loss.backward()",
    ...(hasRates
      ? ["rate = float(rates[len(steps)])", "for group in optimizer.param_groups:", '    group["lr"] = rate']
      : []),
    ...(clipNorm === undefined ? [] : [`nn.utils.clip_grad_norm_(network.parameters(), ${pythonNumber(clipNorm)})`]),
    ...(l1 === 0 && weightDecay === 0
      ? []
      : [
          "with torch.no_grad():",
          "    for weight in weights:",
          ...(weightDecay === 0 ? [] : [`        weight *= 1 - ${rate} * ${pythonNumber(weightDecay)}`]),
          ...(l1 === 0 ? [] : [`        weight.grad += ${pythonNumber(l1)} * weight.sign()`]),
        ]),
    ...(rests
      ? [
          "# Weights of features that the batch does not have rest, as in torch.optim.SparseAdam.",
          "resting = (x == 0).all(0)",
          `kept = [(each, each[:, resting].clone()) for weight in (${ofInput.join(", ")},)`,
          '        for each in (weight.data, *(optimizer.state[weight].get(k) for k in ("exp_avg", "exp_avg_sq")))',
          "        if each is not None]",
          "optimizer.step()",
          "for each, before in kept:",
          "    each[:, resting] = before",
        ]
      : ["optimizer.step()"]),
  ];
}
