import type { ActivationName } from "../../../models/modelOptions.ts";
import type { NodeSpec } from "../../../models/inferenceGraph.ts";

/** Layers in NumPy, each with its forward and backward formula; a script has those that its network needs. */

const linear = `class Linear:
    """Z = A·W + b; ∂W = Aᵀ·G, ∂b = sum of the rows of G, ∂A = G·Wᵀ."""

    def __init__(self, name, reads_features):
        self.weight, self.bias = start(name, "weight"), start(name, "bias")
        self.reads_features = reads_features

    def forward(self, A, training):
        self.A = A
        return A @ self.weight + self.bias

    def backward(self, G):
        self.gradients = {"weight": self.A.T @ G, "bias": G.sum(0)}
        return None if self.reads_features else G @ self.weight.T
`;

const embeddingBag = (mean: boolean): string => `class EmbeddingBag:
    """The ${mean ? "mean" : "sum"} of the vectors of an example's features, each as often as it has it: Z = A·W${mean ? ", A divided by its sum" : ""}."""

    def __init__(self, name, reads_features):
        self.weight = start(name, "weight")
        self.reads_features = reads_features

    def forward(self, A, training):
        self.A = A${mean ? " / np.maximum(A.sum(1, keepdims=True), np.float32(1e-30))" : ""}
        return self.A @ self.weight

    def backward(self, G):
        self.gradients = {"weight": self.A.T @ G}
`;

const layerNorm = `class LayerNorm:
    """Every row less its mean over its deviation: A = gain·N + bias, N = (Z − μ)/σ."""

    def __init__(self, name, epsilon):
        self.gain, self.bias = start(name, "gain"), start(name, "bias")
        self.epsilon = epsilon

    def forward(self, Z, training):
        centred = Z - Z.mean(1, keepdims=True)
        self.inverse = 1 / np.sqrt((centred**2).mean(1, keepdims=True) + self.epsilon)
        self.N = centred * self.inverse
        return self.gain * self.N + self.bias

    def backward(self, G):
        self.gradients = {"gain": (G * self.N).sum(0), "bias": G.sum(0)}
        D = G * self.gain
        return self.inverse * (D - D.mean(1, keepdims=True) - self.N * (D * self.N).mean(1, keepdims=True))
`;

const batchNorm = `class BatchNorm:
    """Every column less its mean over its deviation: of the batch in training, else running ones."""

    def __init__(self, name, epsilon, momentum):
        self.gain, self.bias = start(name, "gain"), start(name, "bias")
        self.mean, self.variance = start(name, "runningMean"), start(name, "runningVariance")
        self.epsilon, self.momentum = epsilon, momentum

    def forward(self, Z, training):
        # One row has no deviation: it is trained on with the running statistics.
        self.of_batch = training and len(Z) > 1
        mean, variance = (Z.mean(0), Z.var(0)) if self.of_batch else (self.mean, self.variance)
        if self.of_batch:
            self.mean += self.momentum * (mean - self.mean)
            self.variance += self.momentum * (variance * len(Z) / (len(Z) - 1) - self.variance)
        self.inverse = 1 / np.sqrt(variance + self.epsilon)
        self.N = (Z - mean) * self.inverse
        return self.gain * self.N + self.bias

    def backward(self, G):
        self.gradients = {"gain": (G * self.N).sum(0), "bias": G.sum(0)}
        D = G * self.gain
        if self.of_batch:
            D = D - D.mean(0) - self.N * (D * self.N).mean(0)
        return self.inverse * D
`;

const dropout = `class Dropout:
    """In training a share of the values becomes 0 and the others grow to make up for it."""

    def __init__(self, rate):
        self.rate, self.random = rate, np.random.default_rng(SEED)

    def forward(self, A, training):
        kept = self.random.random(A.shape) >= self.rate if training else np.ones(A.shape, bool)
        self.scale = kept / np.float32(1 - self.rate) if training else np.float32(1)
        return A * self.scale

    def backward(self, G):
        return G * self.scale
`;

const add = `class Add:
    """The sum of what it reads; each gets the gradient as it is."""

    def forward(self, *inputs_and_training):
        return sum(inputs_and_training[:-1])

    def backward(self, G):
        return G
`;

const sigmoidHelp = `def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)
`;

const normalHelp = `def normal_distribution(z):
    erf = np.frompyfunc(math.erf, 1, 1)
    return (0.5 * (1 + erf(z / math.sqrt(2)))).astype(z.dtype)
`;

/** f(z), f′(z) by z and a = f(z), and a helper by name. */
interface NumpyActivation {
  readonly className: string;
  readonly formula: string;
  readonly forward: string;
  readonly backward: string;
  readonly needs?: "sigmoid" | "normal";
}

const activations: Readonly<Record<Exclude<ActivationName, "identity">, NumpyActivation>> = {
  relu: {
    className: "Relu",
    formula: "f(z) = max(z, 0), f′ = [z > 0]",
    forward: "np.maximum(z, 0)",
    backward: "z > 0",
  },
  sigmoid: {
    className: "Sigmoid",
    formula: "f(z) = 1/(1 + e^−z), f′ = f(1 − f)",
    forward: "sigmoid(z)",
    backward: "a * (1 - a)",
    needs: "sigmoid",
  },
  tanh: { className: "Tanh", formula: "f(z) = tanh z, f′ = 1 − f²", forward: "np.tanh(z)", backward: "1 - a**2" },
  leakyRelu: {
    className: "LeakyRelu",
    formula: "f(z) = z for z > 0, else 0.01 z",
    forward: "np.where(z > 0, z, 0.01 * z)",
    backward: "np.where(z > 0, 1, 0.01)",
  },
  elu: {
    className: "Elu",
    formula: "f(z) = z for z > 0, else e^z − 1",
    forward: "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
    backward: "np.where(z > 0, 1, np.exp(np.minimum(z, 0)))",
  },
  selu: {
    className: "Selu",
    formula: "f(z) = λz for z > 0, else λα(e^z − 1)",
    forward: "1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0)))",
    backward: "1.0507009873554805 * np.where(z > 0, 1, 1.6732632423543772 * np.exp(np.minimum(z, 0)))",
  },
  gelu: {
    className: "Gelu",
    formula: "f(z) = z Φ(z), f′ = Φ(z) + z φ(z)",
    forward: "z * normal_distribution(z)",
    backward: "normal_distribution(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)",
    needs: "normal",
  },
  geluTanh: {
    className: "GeluTanh",
    formula: "f(z) = z s, s = σ(2√(2/π)(z + 0.044715 z³)), f′ = s + z s(1 − s)·2√(2/π)(1 + 3·0.044715 z²)",
    forward: "z * sigmoid(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))",
    backward:
      "(s := sigmoid(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) + z * s * (1 - s) * 2 * math.sqrt(2 / math.pi) * (1 + 0.134145 * z**2)",
    needs: "sigmoid",
  },
  silu: {
    className: "Silu",
    formula: "f(z) = z σ(z), f′ = σ(1 + z(1 − σ))",
    forward: "z * sigmoid(z)",
    backward: "(s := sigmoid(z)) * (1 + z * (1 - s))",
    needs: "sigmoid",
  },
  mish: {
    className: "Mish",
    formula: "f(z) = z w, w = tanh(ln(1 + e^z)), f′ = w + z(1 − w²)σ(z)",
    forward: "z * np.tanh(np.logaddexp(0, z))",
    backward: "(w := np.tanh(np.logaddexp(0, z))) + z * (1 - w**2) * sigmoid(z)",
    needs: "sigmoid",
  },
  softplus: {
    className: "Softplus",
    formula: "f(z) = ln(1 + e^z), f′ = σ(z)",
    forward: "np.logaddexp(0, z)",
    backward: "sigmoid(z)",
    needs: "sigmoid",
  },
  hardSigmoid: {
    className: "HardSigmoid",
    formula: "f(z) = min(max(z/6 + 1/2, 0), 1)",
    forward: "np.clip(z / 6 + 0.5, 0, 1)",
    backward: "np.where((z > -3) & (z < 3), 1 / 6, 0)",
  },
  hardTanh: {
    className: "HardTanh",
    formula: "f(z) = min(max(z, −1), 1)",
    forward: "np.clip(z, -1, 1)",
    backward: "(z > -1) & (z < 1)",
  },
};

function activationClass({ className, formula, forward, backward }: NumpyActivation): string {
  return `class ${className}:
    """${formula}; the gradient is G·f′."""

    def forward(self, z, training):
        self.z, self.a = z, (${forward}).astype(np.float32)
        return self.a

    def backward(self, G):
        z, a = self.z, self.a
        return (G * (${backward})).astype(np.float32)
`;
}

/** Classes of the layers of these nodes, and the call that makes each. */
export function numpyLayers(nodes: readonly NodeSpec[]): readonly string[] {
  const code = new Set<string>();
  for (const node of nodes)
    switch (node.kind) {
      case "linear":
        code.add(linear);
        break;
      case "embeddingBag":
        code.add(embeddingBag(node.combine === "mean"));
        break;
      case "layerNorm":
        code.add(layerNorm);
        break;
      case "batchNorm":
        code.add(batchNorm);
        break;
      case "dropout":
        code.add(dropout);
        break;
      case "sum":
        code.add(add);
        break;
      case "activation": {
        if (node.activation === "identity") break;
        const activation = activations[node.activation];
        if (activation.needs !== undefined) code.add(activation.needs === "sigmoid" ? sigmoidHelp : normalHelp);
        code.add(activationClass(activation));
      }
    }
  return [...code];
}

export function numpyActivation(name: ActivationName): string {
  if (name === "identity") throw new Error("the identity is no layer");
  return `${activations[name].className}()`;
}
