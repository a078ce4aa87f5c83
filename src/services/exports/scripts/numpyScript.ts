import type { ResolvedTraining } from "../../../experiment/resolved.ts";
import { inputName, type NodeSpec } from "../../../models/inferenceGraph.ts";
import type { LossOptions } from "../../../models/modelOptions.ts";
import { weightsRest } from "./commonCode.ts";
import { networkScript } from "./networkScript.ts";
import { numpyActivation, numpyLayers } from "./numpyLayers.ts";
import { indented, pythonNumber, pythonTuple } from "./python.ts";
import type { ScriptFacts } from "./scriptFacts.ts";

/** A script that trains the run's network with NumPy alone: a forward and a backward formula for each layer. */
export function numpyScript(facts: ScriptFacts): string {
  const { nodes, data, training, loss } = facts;
  const rests = weightsRest(facts);
  return networkScript(facts, {
    program: "NumPy",
    imports: ["import math", "import time", "from pathlib import Path", "", "import numpy as np"],
    constants: [["SEED", training.seed]],
    start: `own = np.random.default_rng(SEED)


def start(name, part):
    """The run's weights before its first step; or uniform ones of deviation √(2/(inputs + outputs)) (Glorot and Bengio, 2010)."""
    values = load(f"initial.{name}.{part}")
    if options.own_weights and part == "weight":
        bound = math.sqrt(6 / sum(values.shape))
        values = own.uniform(-bound, bound, values.shape).astype(np.float32)
    return values`,
    model: `${numpyLayers(nodes).join("\n\n")}

# Name, layer, and what it reads: in an order in which each comes after those.
layers = [
${indented(
  4,
  nodes.filter(isLayer).map((node) => layerOf(node, skipsOf(nodes))),
).join("\n")}
]


def forward(features, training):
    values = {"input": features}
    for name, layer, sources in layers:
        values[name] = layer.forward(*(values[source] for source in sources), training)
    return values[layers[-1][0]]


def backward(gradient):
    """From the last layer to the first; a value that several read gets the sum of their gradients."""
    gradients = {layers[-1][0]: gradient}
    for name, layer, sources in reversed(layers):
        back = layer.backward(gradients.pop(name))
        for source in sources:
            if source != "input":
                gradients[source] = gradients[source] + back if source in gradients else back


def losses(logits, labels):
    """The loss of each example, and its gradient with respect to the logits."""
${indented(4, lossOf(loss)).join("\n")}`,
    logits: `def logits_of(split, ids):
    features = data[split][0]
    return np.concatenate([
        forward(features.rows(ids[first:first + 1024]), training=False) for first in range(0, len(ids), 1024)
    ])`,
    evaluated: {
      labels: "data[split][1][ids]",
      loss: "float(losses(logits, labels)[0].mean())",
      accuracy: "float((logits.argmax(1) == labels).mean())",
    },
    outputs:
      loss.kind === "crossEntropy"
        ? "    shares = np.exp(logits - logits.max(1, keepdims=True))\n    return shares / shares.sum(1, keepdims=True)"
        : "    return logits",
    optimizer: optimizerCode(training, rests),
    training: {
      peer: 'f"NumPy {np.__version__}"',
      before: [
        `rate = np.float32(${pythonNumber(training.optimizer.kind === "lbfgs" ? 1 : training.optimizer.learningRate)})`,
      ],
      step: [
        "x = features.rows(batch)",
        "each, gradient = losses(forward(x, training=True), labels[batch])",
        "backward((gradient / len(batch)).astype(np.float32))",
        ...(data.hasRates ? ["rate = rates[len(steps)]"] : []),
        `step(${rests ? "x" : ""})`,
        "steps.append(float(each.mean()))",
      ],
    },
  });
}

const isLayer = (node: NodeSpec): boolean => !(node.kind === "activation" && node.activation === "identity");

/** Names of layers that do nothing, and what they read. */
function skipsOf(nodes: readonly NodeSpec[]): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap((node) =>
      node.kind === "activation" && node.activation === "identity" ? [[node.name, node.from] as const] : [],
    ),
  );
}

function layerOf(node: NodeSpec, skips: ReadonlyMap<string, string>): string {
  const sources = (typeof node.from === "string" ? [node.from] : node.from).map((name) => skips.get(name) ?? name);
  const made = ((): string => {
    switch (node.kind) {
      case "linear":
        return `Linear("${node.name}", reads_features=${sources[0] === inputName ? "True" : "False"})`;
      case "embeddingBag":
        return `EmbeddingBag("${node.name}", reads_features=True)`;
      case "layerNorm":
        return `LayerNorm("${node.name}", ${pythonNumber(node.epsilon)})`;
      case "batchNorm":
        return `BatchNorm("${node.name}", ${pythonNumber(node.epsilon)}, ${pythonNumber(node.momentum)})`;
      case "dropout":
        return `Dropout(${pythonNumber(node.rate)})`;
      case "activation":
        return numpyActivation(node.activation);
      case "sum":
        return "Add()";
    }
  })();
  return `("${node.name}", ${made}, [${sources.map((name) => `"${name}"`).join(", ")}]),`;
}

function lossOf(loss: LossOptions): readonly string[] {
  const weights = loss.classWeights;
  const first = ["own = np.eye(logits.shape[1], dtype=np.float32)[labels]"];
  const weight = weights === undefined ? [] : [`weight = np.array(${pythonTuple(weights)}, np.float32)[labels]`];
  const result = (value: string, gradient: string): string =>
    weights === undefined
      ? `return ${value}, ${gradient}`
      : `return weight * (${value}), weight[:, None] * (${gradient})`;
  switch (loss.kind) {
    case "crossEntropy": {
      const smoothing = loss.labelSmoothing ?? 0;
      const softmax = [
        "shifted = logits - logits.max(1, keepdims=True)",
        "log_shares = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))",
      ];
      if (smoothing === 0)
        return [...first, ...weight, ...softmax, result("-(own * log_shares).sum(1)", "np.exp(log_shares) - own")];
      const classes = weights === undefined ? "1" : `np.array(${pythonTuple(weights)}, np.float32)`;
      return [
        ...first,
        ...softmax,
        `# Every class takes its share of the target.`,
        `target = ((1 - ${pythonNumber(smoothing)}) * own + ${pythonNumber(smoothing)} / logits.shape[1]) * ${classes}`,
        "return -(target * log_shares).sum(1), target.sum(1, keepdims=True) * np.exp(log_shares) - target",
      ];
    }
    case "hinge":
      return [
        ...first,
        ...weight,
        "rival = np.where(own > 0, -np.inf, logits).argmax(1)",
        "rows = np.arange(len(labels))",
        "loss = np.maximum(1 + logits[rows, rival] - logits[rows, labels], 0)",
        "gradient = (np.eye(logits.shape[1], dtype=np.float32)[rival] - own) * (loss > 0)[:, None]",
        result("loss", "gradient"),
      ];
    case "squaredHinge":
      return [
        ...first,
        ...weight,
        "sign = 2 * own - 1",
        "short = np.maximum(1 - sign * logits, 0)",
        result("(short**2).sum(1)", "-2 * sign * short"),
      ];
    case "meanSquaredError":
      return [...first, ...weight, "away = logits - own", result("(away**2).mean(1)", "2 / logits.shape[1] * away")];
  }
}

function optimizerCode(training: ResolvedTraining, rests: boolean): string {
  const { optimizer, l2, l1 = 0, weightDecay = 0, clipNorm } = training;
  const move = ((): readonly string[] => {
    switch (optimizer.kind) {
      case "sgd": {
        if (optimizer.momentum === undefined || optimizer.momentum === 0) return ["value -= rate * gradient"];
        const mu = pythonNumber(optimizer.momentum);
        return [
          `velocity = state.setdefault("velocity", np.zeros_like(value))`,
          `velocity *= ${mu}`,
          "velocity += gradient",
          optimizer.nesterov === true ? `value -= rate * (gradient + ${mu} * velocity)` : "value -= rate * velocity",
        ];
      }
      case "adagrad":
        return [
          `squares = state.setdefault("squares", np.zeros_like(value))`,
          "squares += gradient**2",
          `value -= rate * gradient / (np.sqrt(squares) + ${pythonNumber(optimizer.epsilon)})`,
        ];
      case "rmsprop": {
        const decay = pythonNumber(optimizer.decay);
        return [
          `squares = state.setdefault("squares", np.zeros_like(value))`,
          `velocity = state.setdefault("velocity", np.zeros_like(value))`,
          `squares += (1 - ${decay}) * (gradient**2 - squares)`,
          `velocity *= ${pythonNumber(optimizer.momentum ?? 0)}`,
          `velocity += gradient / (np.sqrt(squares) + ${pythonNumber(optimizer.epsilon)})`,
          "value -= rate * velocity",
        ];
      }
      case "adam": {
        const [beta1, beta2] = [pythonNumber(optimizer.beta1), pythonNumber(optimizer.beta2)];
        return [
          `first = state.setdefault("first", np.zeros_like(value))`,
          `second = state.setdefault("second", np.zeros_like(value))`,
          ...(rests
            ? [
                "# Weights of features that the batch does not have rest.",
                "at = moving if moving is not None else slice(None)",
                `first[at] += (1 - ${beta1}) * (gradient[at] - first[at])`,
                `second[at] += (1 - ${beta2}) * (gradient[at] ** 2 - second[at])`,
                `size = np.sqrt(second[at] / (1 - ${beta2}**count)) + ${pythonNumber(optimizer.epsilon)}`,
                `value[at] -= rate * first[at] / (1 - ${beta1}**count) / size`,
              ]
            : [
                `first += (1 - ${beta1}) * (gradient - first)`,
                `second += (1 - ${beta2}) * (gradient**2 - second)`,
                `size = np.sqrt(second / (1 - ${beta2}**count)) + ${pythonNumber(optimizer.epsilon)}`,
                `value -= rate * first / (1 - ${beta1}**count) / size`,
              ]),
        ];
      }
      case "lbfgs":
        throw new Error("refused before");
    }
  })();
  const needsNorm = clipNorm !== undefined;
  return `states = {}


def step(${rests ? "x" : ""}):
    """Moves all parameters; penalties are for weights alone, biases and norms go free."""
    moved = [(layer, part) for _, layer, _ in layers for part in getattr(layer, "gradients", {})]
    count = len(steps) + 1
${
  needsNorm
    ? `    norm = math.sqrt(sum(float((layer.gradients[part] ** 2).sum()) for layer, part in moved))
    factor = min(1, ${pythonNumber(clipNorm)} / (norm + 1e-6))
`
    : ""
}    for layer, part in moved:
        value, gradient = getattr(layer, part), layer.gradients[part]${needsNorm ? " * factor" : ""}
        state = states.setdefault((id(layer), part), {})
${rests ? '        moving = np.flatnonzero((x != 0).any(0)) if getattr(layer, "reads_features", False) and part == "weight" else None\n' : ""}${indented(
    8,
    l2 === 0 && l1 === 0 && weightDecay === 0
      ? []
      : [
          'if part == "weight":',
          ...(weightDecay === 0 ? [] : [`    value *= 1 - rate * ${pythonNumber(weightDecay)}`]),
          ...(l2 === 0 && l1 === 0
            ? []
            : [
                `    gradient = gradient${l2 === 0 ? "" : ` + ${pythonNumber(l2)} * value`}${l1 === 0 ? "" : ` + ${pythonNumber(l1)} * np.sign(value)`}`,
              ]),
        ],
  )
    .map((line) => `${line}\n`)
    .join("")}${indented(8, move).join("\n")}

`;
}
