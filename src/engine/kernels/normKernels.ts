/**
 * Kernels of what is drawn at random and of normalisation. `normal` is x less its mean over its deviation, `inverse` one over the
 * deviation (of each row or of each column), g the gradient of the loss by the layer's output.
 */
export interface NormKernels {
  /**
   * Writes `kept` where word n of the Philox4x32-10 stream with this key is at least `threshold`, else 0, to cell n of
   * the mask. `threshold` is the share of zeros times 2^32.
   */
  dropoutMask(mask: number, count: number, key0: number, key1: number, threshold: number, kept: number): void;
  /**
   * Writes (2u − 1) · factor / divisor, taken in float64, to rows × columns cells, row by row; padding becomes 0.
   * The u are those of `RandomStream`: two words of the Philox4x32-10 stream with this key make one of 53 bits, one word
   * one of 32 bits.
   */
  uniformRows(
    into: number,
    rows: number,
    columns: number,
    stride: number,
    key0: number,
    key1: number,
    words: 1 | 2,
    factor: number,
    divisor: number,
  ): void;
  /** into = a ∘ b, or into += a ∘ b. */
  multiply(a: number, b: number, into: number, count: number, accumulate: boolean): void;

  /** Layer norm: normal and inverse of every row over its first `columns`; out = gain ∘ normal + bias. */
  normaliseRows(
    x: number,
    rows: number,
    columns: number,
    stride: number,
    epsilon: number,
    gain: number,
    bias: number,
    normal: number,
    inverse: number,
    out: number,
  ): void;
  /** into (+)= inverse (h − mean(h) − normal · mean(h ∘ normal)) for every row, h = g ∘ gain. */
  rowNormGradient(
    g: number,
    rows: number,
    columns: number,
    stride: number,
    gain: number,
    normal: number,
    inverse: number,
    into: number,
    accumulate: boolean,
  ): void;

  /**
   * Batch norm: mean and inverse of every column over the rows, and running ← running + momentum (batch − running) for
   * mean and variance, where the variance that runs is the unbiased one.
   */
  columnStatistics(
    x: number,
    rows: number,
    stride: number,
    epsilon: number,
    mean: number,
    inverse: number,
    runningMean: number,
    runningVariance: number,
    momentum: number,
  ): void;
  /** inverse = 1 / √(variance + epsilon) */
  inverseDeviation(variance: number, count: number, epsilon: number, inverse: number): void;
  /** normal = (x − mean) ∘ inverse by column; out = gain ∘ normal + bias. */
  normaliseColumns(
    x: number,
    rows: number,
    stride: number,
    mean: number,
    inverse: number,
    gain: number,
    bias: number,
    normal: number,
    out: number,
  ): void;
  /** into (+)= gain ∘ inverse ∘ (g − share (gradient of bias + normal ∘ gradient of gain)). */
  columnNormGradient(
    g: number,
    rows: number,
    stride: number,
    gain: number,
    normal: number,
    inverse: number,
    gainGradient: number,
    biasGradient: number,
    share: number,
    into: number,
    accumulate: boolean,
  ): void;
  /** gainGradient = Σ rows of g ∘ normal, biasGradient = Σ rows of g; returns the sum of squares of both. */
  normParameterGradients(
    g: number,
    normal: number,
    rows: number,
    stride: number,
    gainGradient: number,
    biasGradient: number,
  ): number;
}
