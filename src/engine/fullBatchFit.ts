import { invariant } from "../base/assert.ts";
import type { Work } from "../base/work.ts";
import { createObjective } from "./createObjective.ts";
import { arrayOf, type FitState, numberOf, partOf, restoreNetwork } from "./fitState.ts";
import { dot, stepInto } from "./kernels/vectors.ts";
import { LbfgsHistory, type LbfgsOptions } from "./lbfgs.ts";
import type { EpochFigure } from "./plateau.ts";
import { type LinePoint, strongWolfe } from "./lineSearch.ts";
import type { Network } from "./network.ts";
import type { Objective, ObjectiveValue } from "./objective.ts";
import type { Convergence, EpochReport, LabelledMatrix, StepReport, WorkReport } from "./trainer.ts";

export interface FullBatchOptions {
  readonly optimizer: LbfgsOptions;
  readonly epochs: number;
  readonly l2: number;
}

/** Parameters with the gradient of the objective there. */
interface Place {
  at: Float32Array;
  gradient: Float64Array;
}

/** How convergence is written among a state's numbers. */
const convergences: readonly (Convergence | undefined)[] = [undefined, "gradient", "precision"];

/**
 * A network in training by L-BFGS: every epoch is one iteration, with one step along a line that takes one pass over all
 * examples or a few. Within a pass it makes reports of kind `work`.
 */
export class FullBatchFit {
  readonly #network: Network;
  readonly #rows: number;
  readonly #options: FullBatchOptions;
  readonly #objective: Objective;
  readonly #history: LbfgsHistory;
  #here: Place;
  #trial: Place;
  /** The objective here, once it was evaluated. */
  #value: ObjectiveValue | undefined;
  #epoch = 1;
  /** Of a step whose epoch's report is not answered yet: the figures before it. */
  #before: { readonly lossSum: number; readonly squares: Float64Array } | undefined;
  #converged: Convergence | undefined;

  /** Begins with the network's current parameters, or goes on from a state of a fit of the same network, examples and options. */
  constructor(network: Network, train: LabelledMatrix, options: FullBatchOptions, from?: FitState) {
    const { rows } = train.features;
    const classes = network.logits.columns;
    invariant(
      rows > 0 && train.labels.length === rows,
      `${String(train.labels.length)} labels of ${String(rows)} rows`,
    );
    invariant(
      train.labels.every((label) => label >= 0 && label < classes),
      "labels are class ids",
    );
    this.#network = network;
    this.#rows = rows;
    this.#options = options;
    // The network's parameters first: they may say how the objective can be taken.
    if (from !== undefined) restoreNetwork(network, partOf(from, "network"));
    const objective = createObjective(network, train, options.l2);
    const { size } = objective;
    this.#objective = objective;
    this.#history = new LbfgsHistory(size, options.optimizer.history, objective.inverseCurvature);
    if (from !== undefined) this.#resume(from);
    this.#here = { at: objective.read(), gradient: new Float64Array(size) };
    this.#trial = { at: new Float32Array(size), gradient: new Float64Array(size) };
  }

  *reports(): Generator<StepReport | EpochReport | WorkReport, void, EpochFigure | undefined> {
    for (; this.#epoch <= this.#options.epochs; this.#epoch++) {
      if (this.#before === undefined) yield yield* inPieces(this.#iterate());
      yield this.#epochReport();
      if (this.#converged !== undefined) return;
      this.#before = undefined;
    }
  }

  /** What the fit goes on from after the latest step; what was done of the next one is done again. */
  state(): FitState {
    const before = this.#before;
    const { numbers, arrays } = this.#history.state();
    return {
      at: {
        step: before === undefined ? this.#epoch - 1 : this.#epoch,
        epoch: this.#epoch,
        rows: before === undefined ? 0 : this.#rows,
      },
      parts: {
        network: { numbers: {}, arrays: this.#objective.arrays(this.#here.at) },
        descent: { numbers: { ...numbers, converged: convergences.indexOf(this.#converged) }, arrays },
        epoch: {
          numbers: {},
          arrays: [
            { name: "lossSum", values: Float64Array.of(before?.lossSum ?? 0) },
            { name: "squares", values: before?.squares.slice() ?? new Float64Array(this.#network.layers.length) },
          ],
        },
      },
    };
  }

  #resume(state: FitState): void {
    const { epoch, rows } = state.at;
    const descent = partOf(state, "descent");
    this.#history.resume(descent);
    this.#epoch = epoch;
    this.#converged = convergences[numberOf(descent, "converged")];
    const sums = partOf(state, "epoch");
    const [lossSum = 0] = arrayOf(sums, "lossSum", 1);
    const squares = arrayOf(sums, "squares", this.#network.layers.length);
    if (rows > 0) this.#before = { lossSum, squares: Float64Array.from(squares) };
  }

  /** One step; where none makes the objective smaller, the parameters stay and the fit has converged. */
  *#iterate(): Work<StepReport> {
    const before = this.#value ?? (yield* this.#objective.evaluate(this.#here.at, this.#here.gradient));
    let passes = 1;
    let taken: LinePoint | undefined;
    if (before.steepest <= this.#options.optimizer.tolerance) {
      this.#converged = "gradient";
    } else {
      const direction = new Float64Array(this.#objective.size);
      const steepest = this.#history.isEmpty;
      const count = (): void => {
        passes++;
      };
      taken = yield* this.#along(before, direction, count);
      if (taken === undefined && !steepest) {
        this.#history.clear();
        taken = yield* this.#along(before, direction, count);
      }
      if (taken === undefined) this.#converged = "precision";
      else if ((this.#value ?? before).steepest <= this.#options.optimizer.tolerance) this.#converged = "gradient";
    }
    this.#objective.load(this.#here.at);
    this.#before = before;
    return {
      kind: "step",
      step: this.#epoch,
      epoch: this.#epoch,
      loss: before.lossSum / this.#rows,
      learningRate: taken?.at ?? 0,
      gradientNorm: Math.sqrt(before.squares.reduce((sum, each) => sum + each, 0)),
      examples: this.#rows * passes,
    };
  }

  /** Searches the line that the history points to, and moves there. */
  *#along(before: ObjectiveValue, direction: Float64Array, count: () => void): Work<LinePoint | undefined> {
    const { gradient } = this.#here;
    yield* this.#history.direction(gradient, direction);
    const slope = dot(gradient, direction);
    if (!(slope < 0)) return undefined;
    // Of the length of steps nothing is known at first: one of length 1 as L-BFGS-B begins (Zhu, Byrd, Lu and Nocedal, 1997).
    const first = this.#history.isEmpty ? 1 / Math.sqrt(dot(direction, direction)) : 1;
    let latest: ObjectiveValue | undefined;
    const objective = this.#objective;
    const here = this.#here;
    const trial = this.#trial;
    const evaluate = function* (at: number): Work<LinePoint> {
      stepInto(trial.at, here.at, at, direction);
      count();
      latest = yield* objective.evaluate(trial.at, trial.gradient);
      return { at, value: latest.value, slope: dot(trial.gradient, direction) };
    };
    const point = yield* strongWolfe(evaluate, { at: 0, value: before.value, slope }, first);
    if (point === undefined) return undefined;
    this.#history.push(here, trial);
    this.#here = trial;
    this.#trial = here;
    this.#value = latest;
    return point;
  }

  #epochReport(): EpochReport {
    const { lossSum, squares } = this.#before ?? { lossSum: NaN, squares: new Float64Array(0) };
    return {
      kind: "epoch",
      epoch: this.#epoch,
      step: this.#epoch,
      runningLoss: lossSum / this.#rows,
      gradients: this.#network.layers.flatMap((layer, index) =>
        layer.parameters().length === 0 ? [] : [{ layer: layer.name, norm: Math.sqrt(squares[index] ?? 0) }],
      ),
      ...(this.#converged !== undefined && { converged: this.#converged }),
    };
  }
}

function* inPieces<T>(work: Work<T>): Generator<WorkReport, T, unknown> {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
    yield { kind: "work" };
  }
}
