import type { ListedRecord } from "./listedRecord.ts";
import type { MetricId, MetricsBySplit, SplitMetrics } from "./metrics.ts";

/** A listed record in two parts: what a list of thousands asks of every row, and what is parsed for those who look at more. */
export interface PackedRecord {
  /** JSON: what the list sorts, groups and names runs by, metrics as lists of numbers. */
  readonly head: string;
  /** JSON of everything else, without line breaks. */
  readonly rest: string;
}

/** The place of each metric in a packed list; 0 is that of `examples`. A change here is another version of the index. */
const places: Readonly<Record<MetricId, number>> = {
  loss: 1,
  logLoss: 2,
  accuracy: 3,
  balancedAccuracy: 4,
  macroF1: 5,
  majorityAccuracy: 6,
  microF1: 7,
  weightedF1: 8,
  matthews: 9,
  kappa: 10,
  brier: 11,
  rocAuc: 12,
  averagePrecision: 13,
  calibrationError: 14,
};
const order = Object.entries(places) as readonly (readonly [MetricId, number])[];
const beyond = order.length + 1;

/** A value where the record has none, which null is not: that one was computed. */
const absent = false;
type Packed = readonly (number | null | false | object)[];
type Head = Pick<ListedRecord, "id" | "status" | "stalled" | "experimentFile" | "sweep" | "outline">;
type PackedHead = Head & { readonly metrics: Readonly<Record<string, Packed>> };
type Rest = Omit<ListedRecord, keyof PackedHead>;

export function packRecord(record: ListedRecord): PackedRecord {
  const { id, status, stalled, experimentFile, sweep, outline, metrics, ...rest } = record;
  const packed = Object.entries(metrics).map(([split, each]) => [split, packMetrics(each)] as const);
  const head = { id, status, stalled, experimentFile, sweep, outline, metrics: Object.fromEntries(packed) };
  return { head: JSON.stringify(head), rest: JSON.stringify(rest) };
}

/** The parts of a record, parsed when someone looks. */
class Sealed {
  readonly #packed: PackedHead["metrics"];
  readonly #text: string;
  #metrics: MetricsBySplit | undefined;
  #rest: Rest | undefined;

  constructor(packed: PackedHead["metrics"], text: string) {
    this.#packed = packed;
    this.#text = text;
  }

  get metrics(): MetricsBySplit {
    return (this.#metrics ??= unpackSplits(this.#packed));
  }

  get rest(): Rest {
    return (this.#rest ??= JSON.parse(this.#text) as Rest);
  }
}

interface Unpacking {
  readonly sealed: Sealed;
}

/** Each key of the rest once, so that a new one is not forgotten. */
const restKeys: Readonly<Record<keyof Rest, true>> = {
  ...{ schemaVersion: true, message: true, seed: true, created: true, started: true, ended: true, experiment: true },
  ...{ fingerprints: true, kernelFlavour: true, data: true, model: true, progress: true, best: true, last: true },
  ...{ seconds: true, resumes: true },
};

/**
 * A prototype for all, since getters of its own would give each of thousands of records a shape of its own, slow to
 * read. So a record from here is not to be spread.
 */
const unpacking = Object.defineProperties(
  {},
  {
    metrics: {
      get(this: Unpacking) {
        return this.sealed.metrics;
      },
    },
    ...Object.fromEntries(
      (Object.keys(restKeys) as (keyof Rest)[]).map((key) => [
        key,
        {
          get(this: Unpacking) {
            return this.sealed.rest[key];
          },
        },
      ]),
    ),
  },
);

/** @param head parsed. */
export function unpackRecord(head: object, rest: string): ListedRecord {
  const { metrics, ...own } = head as PackedHead;
  return { __proto__: unpacking, ...own, sealed: new Sealed(metrics, rest) } as unknown as ListedRecord;
}

function unpackSplits(packed: PackedHead["metrics"]): MetricsBySplit {
  const metrics: Record<string, SplitMetrics> = {};
  for (const split of Object.keys(packed)) metrics[split] = unpackMetrics(packed[split] ?? []);
  return metrics;
}

function packMetrics(metrics: SplitMetrics): Packed {
  const { undefinedFigures, nonFinite } = metrics;
  const values = order.map(([id]) => metrics[id] ?? (metrics[id] === null ? null : absent));
  const more = { ...(undefinedFigures && { undefinedFigures }), ...(nonFinite && { nonFinite }) };
  return [metrics.examples, ...values, ...(Object.keys(more).length > 0 ? [more] : [])];
}

/** One literal for all that have every figure, as finished runs do: ten times as fast as adding key by key. */
function unpackMetrics(packed: Packed): SplitMetrics {
  if (packed.length > beyond || packed.includes(absent)) return unpackSome(packed);
  const [examples, loss, logLoss, accuracy, balancedAccuracy, macroF1, majorityAccuracy] = packed as readonly number[];
  const [microF1, weightedF1, matthews, kappa] = packed.slice(7) as readonly number[];
  const [brier, rocAuc, averagePrecision, calibrationError] = packed.slice(11) as readonly number[];
  return {
    examples,
    loss,
    logLoss,
    accuracy,
    balancedAccuracy,
    macroF1,
    majorityAccuracy,
    microF1,
    weightedF1,
    matthews,
    kappa,
    brier,
    rocAuc,
    averagePrecision,
    calibrationError,
  } as SplitMetrics;
}

function unpackSome(packed: Packed): SplitMetrics {
  const metrics: Record<string, unknown> = { examples: packed[0] };
  for (const [id, place] of order) if (packed[place] !== absent) metrics[id] = packed[place];
  return Object.assign(metrics, packed[beyond]) as unknown as SplitMetrics;
}
