import { UserError } from "../base/errors.ts";
import type { Work } from "../base/work.ts";
import type { Featurizer, FeaturizerState, NumericOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { plural } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";

/** Statistics of the training examples, one entry per column. */
interface ColumnStatistics {
  readonly names: readonly string[];
  readonly means: Float64Array;
  /** Population deviations; 1 for a constant column. */
  readonly deviations: Float64Array;
  /** Columns that lack values in train: each gets an indicator column behind the standardised ones. */
  readonly indicated: readonly string[];
}

/** Learns mean and deviation of each numeric column from the training examples. */
export function* fitNumeric(options: NumericOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const names = [...table.numeric.keys()];
  if (names.length === 0)
    throw new UserError(
      "These features need columns of numbers, but the dataset has none.",
      "Use text features, or name the columns.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const means = new Float64Array(names.length);
  const deviations = new Float64Array(names.length);
  const indicated: string[] = [];
  for (const [i, name] of names.entries()) {
    const column = table.numeric.get(name) ?? new Float64Array(0);
    const values = Float64Array.from(train, (id) => column[id] ?? NaN).filter((value) => !Number.isNaN(value));
    if (values.length < train.length) indicated.push(name);
    const mean = values.length === 0 ? 0 : sumOf(values) / values.length;
    const deviation =
      values.length === 0 ? 0 : Math.sqrt(sumOf(values.map((v) => (v - mean) * (v - mean))) / values.length);
    if (!Number.isFinite(mean) || !Number.isFinite(deviation))
      throw new UserError("The numbers of this column are too large.", "Scale the column, or leave it out.", {
        file: table.files[0]?.path ?? "",
        field: name,
      });
    means[i] = mean;
    // Rounding leaves a constant column with a deviation just above zero.
    deviations[i] = values.every((value) => value === values[0]) || deviation === 0 ? 1 : deviation;
    yield;
  }
  return new NumericFeaturizer(options, { names, means, deviations, indicated });
}

export function restoreNumeric(options: NumericOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const names = reader.strings("columns");
  return new NumericFeaturizer(options, {
    names,
    means: reader.floats64("means", names.length),
    deviations: reader.floats64("deviations", names.length),
    indicated: reader.strings("indicated"),
  });
}

class NumericFeaturizer implements Featurizer {
  readonly options: NumericOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #statistics: ColumnStatistics;

  constructor(options: NumericOptions, statistics: ColumnStatistics) {
    this.options = options;
    this.#statistics = statistics;
    const { names, indicated } = statistics;
    this.columns = names.length + indicated.length;
    const missing = indicated.length === 0 ? "" : `, ${plural(indicated.length, "indicator")} of missing values`;
    this.summary = `${plural(names.length, "standardised column")}${missing}`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const { names, means, deviations, indicated } = this.#statistics;
    const columns = this.columns;
    const values = new Float32Array(ids.length * columns);
    const known = new Uint32Array(ids.length);
    let unknown = 0;
    for (const [i, name] of names.entries()) {
      const column = table.numeric.get(name);
      if (column === undefined)
        throw new UserError(
          "The features need this column.",
          "Give data with the columns that the model was trained on.",
          {
            field: name,
          },
        );
      const indicator = indicated.indexOf(name);
      ids.forEach((id, row) => {
        const value = column[id] ?? NaN;
        if (Number.isNaN(value)) {
          unknown++;
          if (indicator >= 0) values[row * columns + names.length + indicator] = 1;
          return;
        }
        known[row] = 1;
        values[row * columns + i] = (value - (means[i] ?? 0)) / (deviations[i] ?? 1);
      });
      yield;
    }
    return {
      matrix: { kind: "dense", rows: ids.length, columns, values },
      coverage: {
        total: ids.length * names.length,
        unknown,
        cutExamples: 0,
        cutTokens: 0,
        emptyExamples: known.filter((seen) => seen === 0).length,
        commonestUnknown: [],
      },
    };
  }

  /** json `columns`, `indicated`; arrays `means`, `deviations`. */
  state(): FeaturizerState {
    const { names, means, deviations, indicated } = this.#statistics;
    return {
      json: { columns: names, indicated },
      arrays: new Map([
        ["means", means],
        ["deviations", deviations],
      ]),
    };
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
