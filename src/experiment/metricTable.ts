import type { MetricId } from "./metrics.ts";

/** What a metric is, for settings, screens, the command line and docs/metrics.md: the one place that says it. */
export interface MetricEntry {
  readonly id: MetricId;
  /** As screens write it, in lower case unless it is a name. */
  readonly title: string;
  /** One plain sentence. */
  readonly description: string;
  readonly formula: string;
  /** Who defined it, or whose definition is followed. */
  readonly source: string;
  /** `neither`: it does not depend on the model. */
  readonly better: "higher" | "lower" | "neither";
  /** `end`: only of the kept model, when the run has ended. */
  readonly when: "every epoch" | "end";
  /** Whether it is a share, which screens may write as percent. */
  readonly share: boolean;
}

type Facts = Omit<MetricEntry, "id">;

const higher = { better: "higher", when: "every epoch", share: false } as const;
const lower = { better: "lower", when: "every epoch", share: false } as const;
const sokolova = "Sokolova and Lapalme (2009), Information Processing & Management 45(4), table 3";

/**
 * In the formulas n is the number of examples, K of classes of the dataset; t_k examples are of class k, p_k are
 * predicted as k, h_k are both; a sum or mean over k runs over all K classes; 0/0 counts as 0.
 */
const facts: Readonly<Record<MetricId, Facts>> = {
  accuracy: {
    ...higher,
    title: "accuracy",
    description: "Share of examples whose class is predicted right.",
    formula: "Σ_k h_k / n",
    source: sokolova,
    share: true,
  },
  balancedAccuracy: {
    ...higher,
    title: "balanced accuracy",
    description: "Mean over the classes of the share predicted right.",
    formula: "mean_k (h_k / t_k)",
    source: "Brodersen et al. (2010), ICPR, The balanced accuracy and its posterior distribution",
    share: true,
  },
  macroF1: {
    ...higher,
    title: "macro F1",
    description: "Mean over the classes of F1, the harmonic mean of precision and recall.",
    formula: "mean_k F1_k, F1_k = 2·h_k / (t_k + p_k)",
    source: sokolova,
    share: true,
  },
  microF1: {
    ...higher,
    title: "micro F1",
    description: "F1 of the counts of all classes together; with one label per example it equals accuracy.",
    formula: "2·Σ_k h_k / Σ_k (t_k + p_k) = Σ_k h_k / n",
    source: sokolova,
    share: true,
  },
  weightedF1: {
    ...higher,
    title: "weighted F1",
    description: "Mean of F1 over the classes, each weighted by its number of examples.",
    formula: "Σ_k t_k·F1_k / n",
    source: "scikit-learn, f1_score(average='weighted')",
    share: true,
  },
  matthews: {
    ...higher,
    title: "Matthews correlation",
    description: "Correlation of true and predicted classes: 1 is perfect, 0 no better than chance, below 0 worse.",
    formula: "(n·Σ_k h_k − Σ_k t_k·p_k) / √((n² − Σ_k t_k²)·(n² − Σ_k p_k²))",
    source: "Gorodkin (2004), Computational Biology and Chemistry 28, 367–374",
  },
  kappa: {
    ...higher,
    title: "Cohen's kappa",
    description: "Agreement of true and predicted classes beyond chance: 1 is perfect, 0 what chance would give.",
    formula: "(n·Σ_k h_k − Σ_k t_k·p_k) / (n² − Σ_k t_k·p_k)",
    source: "Cohen (1960), Educational and Psychological Measurement 20(1), 37–46",
  },
  rocAuc: {
    ...higher,
    when: "end",
    title: "ROC AUC",
    description:
      "Chance that an example of a class gets a higher output for it than one of another class, mean over the classes.",
    formula: "mean_k (pairs in order + ½·pairs that tie) / (t_k·(n − t_k)), over k with 0 < t_k < n",
    source: "Hanley and McNeil (1982), Radiology 143(1), 29–36; one against rest as in scikit-learn",
  },
  averagePrecision: {
    ...higher,
    when: "end",
    title: "average precision",
    description: "Mean over the classes of the precision at each example of the class, examples ranked by its output.",
    formula: "mean_k Σ_i (R_i − R_(i−1))·P_i over the distinct outputs i from high to low, over k with 0 < t_k < n",
    source:
      "Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, 8.4; steps as in scikit-learn",
  },
  loss: {
    ...lower,
    title: "loss",
    description: "Mean data loss per example; lower is better.",
    formula: "Σ_i loss_i / n, as configured, without penalties",
    source: "docs/engine.md, equation (1)",
  },
  logLoss: {
    ...lower,
    title: "log loss",
    description: "Mean of −ln of the true class's probability; lower is better.",
    formula: "−Σ_i ln q_i / n, q_i the probability of example i's class",
    source: "Good (1952), Journal of the Royal Statistical Society B 14(1), 107–114",
  },
  brier: {
    ...lower,
    when: "end",
    title: "Brier score",
    description: "Mean squared distance of the probabilities from the truth; lower is better.",
    formula: "Σ_i Σ_k (q_ik − y_ik)² / n; with two classes Σ_i (q_i2 − y_i2)² / n, half of it",
    source: "Brier (1950), Monthly Weather Review 78(1), 1–3; halved for two classes as in scikit-learn",
  },
  calibrationError: {
    ...lower,
    when: "end",
    title: "calibration error",
    description: "How far the probability of the predicted class is from the share that is right; lower is better.",
    formula: "Σ_b |hits_b − Σ_(i in b) top_i| / n over 15 bins (b/15, (b+1)/15] of the top probability",
    source: "Guo et al. (2017), ICML, On calibration of modern neural networks, equation (3)",
  },
  majorityAccuracy: {
    title: "majority-class accuracy",
    description: "Accuracy of always predicting the class that is commonest in train.",
    formula: "t_m / n, m the commonest class of train",
    source: "DummyClassifier(strategy='most_frequent') of scikit-learn",
    better: "neither",
    when: "every epoch",
    share: true,
  },
};

/** Every metric of a split, in the order of tables and choices. */
export const metricTable: readonly MetricEntry[] = (Object.keys(facts) as MetricId[]).map((id) => ({
  id,
  ...facts[id],
}));

/** The entry of a metric that a setting or a file names; undefined where there is no such metric. */
export function metricNamed(id: string): MetricEntry | undefined {
  return metricTable.find((entry) => entry.id === id);
}
