import { UserError } from "../base/errors.ts";
import type { Work } from "../base/work.ts";
import type { Featurizer, FeaturizerState, NumericOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { denseSize, type MatrixSize } from "./matrixSize.ts";
import { plural } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";

/** Statistics of the training examples, one entry per column. */
interface ColumnStatistics {
  readonly names: readonly string[];
  /** What stands for a missing value: the mean or the median. */
  readonly fills: Float64Array;
  /** What is taken away: the mean, the least value or 0. */
  readonly centres: Float64Array;
  /** What is divided by: the population deviation or the range, 1 for a constant column; or 1. */
  readonly widths: Float64Array;
  /** Columns that lack values in train: each gets an indicator column behind the standardised ones. */
  readonly indicated: readonly string[];
}

/** Learns what scaling and filling need of each numeric column from the values that the training examples have. */
export function* fitNumeric(options: NumericOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const names = [...table.numeric.keys()];
  if (names.length === 0)
    throw new UserError(
      "These features need columns of numbers, but the dataset has none.",
      "Use text features, or name the columns.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const fills = new Float64Array(names.length);
  const centres = new Float64Array(names.length);
  const widths = new Float64Array(names.length);
  const indicated: string[] = [];
  for (const [i, name] of names.entries()) {
    const column = table.numeric.get(name) ?? new Float64Array(0);
    const values = Float64Array.from(train, (id) => column[id] ?? NaN).filter((value) => !Number.isNaN(value));
    if (values.length < train.length) indicated.push(name);
    const { fill, centre, width } = statistics(values, options);
    if (![fill, centre, width].every(Number.isFinite))
      throw new UserError("The numbers of this column are too large.", "Scale the column, or leave it out.", {
        file: table.files[0]?.path ?? "",
        field: name,
      });
    fills[i] = fill;
    centres[i] = centre;
    widths[i] = width;
    yield;
  }
  return new NumericFeaturizer(options, { names, fills, centres, widths, indicated });
}

/** scikit-learn's StandardScaler and MinMaxScaler, which leave missing values out, then its SimpleImputer. */
function statistics(
  values: Float64Array,
  { scale, missing }: NumericOptions,
): { readonly fill: number; readonly centre: number; readonly width: number } {
  if (values.length === 0) return { fill: 0, centre: 0, width: 1 };
  const mean = sumOf(values) / values.length;
  const fill = missing === "mean" ? mean : medianOf(values);
  switch (scale) {
    case "standard": {
      const deviation = Math.sqrt(sumOf(values.map((value) => (value - mean) * (value - mean))) / values.length);
      // Rounding leaves a constant column with a deviation just above zero.
      const constant = values.every((value) => value === values[0]) || deviation === 0;
      return { fill, centre: mean, width: constant ? 1 : deviation };
    }
    case "minMax": {
      const least = values.reduce((a, b) => Math.min(a, b));
      const width = values.reduce((a, b) => Math.max(a, b)) - least;
      return { fill, centre: least, width: width === 0 ? 1 : width };
    }
    case "none":
      return { fill, centre: 0, width: 1 };
  }
}

export function restoreNumeric(options: NumericOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const names = reader.strings("columns");
  return new NumericFeaturizer(options, {
    names,
    fills: reader.floats64("fills", names.length),
    centres: reader.floats64("centres", names.length),
    widths: reader.floats64("widths", names.length),
    indicated: reader.strings("indicated"),
  });
}

const adjectives = { standard: "standardised ", minMax: "0-to-1 ", none: "numeric " } as const;

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
    this.summary = `${plural(names.length, `${adjectives[options.scale]}column`)}${missing}`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const { names, fills, centres, widths, indicated } = this.#statistics;
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
      const [fill = 0, centre = 0, width = 1] = [fills[i], centres[i], widths[i]];
      ids.forEach((id, row) => {
        const value = column[id] ?? NaN;
        if (Number.isNaN(value)) {
          unknown++;
          if (indicator >= 0) values[row * columns + names.length + indicator] = 1;
          values[row * columns + i] = (fill - centre) / width;
          return;
        }
        known[row] = 1;
        values[row * columns + i] = (value - centre) / width;
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

  *measure(_table: ExampleTable, ids: Uint32Array): Work<MatrixSize> {
    yield;
    return denseSize(ids.length, this.columns);
  }

  *narrower(): Work<null> {
    yield;
    return null;
  }

  /** json `columns`, `indicated`; arrays `fills`, `centres`, `widths`. */
  state(): FeaturizerState {
    const { names, fills, centres, widths, indicated } = this.#statistics;
    return {
      json: { columns: names, indicated },
      arrays: new Map([
        ["fills", fills],
        ["centres", centres],
        ["widths", widths],
      ]),
    };
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The middle value, of an even number the mean of both. */
function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
