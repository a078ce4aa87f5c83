import { exponential, logarithmOfOnePlus } from "./loss";

/** The losses of src/engine/losses.ts by their codes; all of it in float64, as the reference has it. */
const crossEntropy = 0;
const hinge = 1;
const squaredHinge = 2;

// @ts-ignore: decorator
@inline
function number(at: usize, index: usize): f64 {
  return f64(load<f32>(at + (index << 2)));
}

// @ts-ignore: decorator
@inline
function above0(value: f64): f64 {
  return value <= 0 ? 0 : value;
}

/** What class j is to have: (ε/K) w_j, and (1 − ε) w_y more at y. */
// @ts-ignore: decorator
@inline
function target(weights: usize, j: usize, label: usize, classes: usize, smoothing: f64): f64 {
  return ((j === label ? 1 - smoothing : 0) + smoothing / f64(classes)) * number(weights, j);
}

/** Σ_j q_j · −ln p_j; writes factor (p_k Σ q − q_k). */
function softLoss(z: usize, classes: usize, label: usize, g: usize, factor: f64, weights: usize, smoothing: f64): f64 {
  let top: usize = 0;
  for (let j: usize = 1; j < classes; j++) if (number(z, j) > number(z, top)) top = j;
  const highest = number(z, top);
  let rest: f64 = 0;
  for (let j: usize = 0; j < classes; j++) if (j !== top) rest += exponential(number(z, j) - highest);
  const spread = logarithmOfOnePlus(rest);
  let loss: f64 = 0;
  let targets: f64 = 0;
  for (let j: usize = 0; j < classes; j++) {
    const q = target(weights, j, label, classes, smoothing);
    loss += q * (highest - number(z, j) + spread);
    targets += q;
  }
  for (let k: usize = 0; k < classes; k++) {
    const e: f64 = k === top ? 1 : exponential(number(z, k) - highest);
    const q = target(weights, k, label, classes, smoothing);
    // 1 − p is the share of the others; subtracting p from 1 would lose it.
    const others = (k === top ? rest : 1 + rest - e) / (1 + rest);
    store<f32>(g + (k << 2), f32(factor * ((e / (1 + rest)) * (targets - q) - q * others)));
  }
  return loss;
}

function hingeLoss(z: usize, classes: usize, label: usize, g: usize, factor: f64): f64 {
  let rival: usize = label === 0 ? 1 : 0;
  for (let j = rival + 1; j < classes; j++) if (j !== label && number(z, j) > number(z, rival)) rival = j;
  const loss = above0(1 + number(z, rival) - number(z, label));
  if (loss > 0) {
    store<f32>(g + (rival << 2), f32(factor));
    store<f32>(g + (label << 2), f32(-factor));
  }
  return loss;
}

function squaredHingeLoss(z: usize, classes: usize, label: usize, g: usize, factor: f64): f64 {
  let loss: f64 = 0;
  for (let j: usize = 0; j < classes; j++) {
    const t: f64 = j === label ? 1 : -1;
    const short = above0(1 - t * number(z, j));
    loss += short * short;
    store<f32>(g + (j << 2), f32(-2 * t * factor * short));
  }
  return loss;
}

function squaredErrorLoss(z: usize, classes: usize, label: usize, g: usize, factor: f64): f64 {
  let loss: f64 = 0;
  for (let j: usize = 0; j < classes; j++) {
    const off = number(z, j) - (j === label ? 1 : 0);
    loss += off * off;
    store<f32>(g + (j << 2), f32(((2 * factor) / f64(classes)) * off));
  }
  return loss / f64(classes);
}

/** Writes factor · ∂loss/∂Z of every row to g, 0 beyond `classes`, and returns the sum of the rows' weighted losses. */
export function lossGradient(
  kind: i32, z: usize, rows: usize, classes: usize, stride: usize, labels: usize, g: usize,
  factor: f64, weights: usize, smoothing: f64,
): f64 {
  const bytes = stride << 2;
  let total: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    const label = usize(load<u32>(labels + (row << 2)));
    const weight = number(weights, label);
    memory.fill(g, 0, bytes);
    // A number that is not finite must show, also where the loss would not look at it.
    let sum: f64 = 0;
    for (let j: usize = 0; j < classes; j++) sum += number(z, j) - number(z, j);
    if (kind === crossEntropy) sum += softLoss(z, classes, label, g, factor, weights, smoothing);
    else if (kind === hinge) sum += hingeLoss(z, classes, label, g, factor * weight) * weight;
    else if (kind === squaredHinge) sum += squaredHingeLoss(z, classes, label, g, factor * weight) * weight;
    else sum += squaredErrorLoss(z, classes, label, g, factor * weight) * weight;
    total += sum;
    z += bytes;
    g += bytes;
  }
  return total;
}
