import type { ListedRecord } from "./listedRecord.ts";
import { type NumberPlan, numberPlan } from "./numberPlan.ts";

/**
 * A listed record apart from its numbers. Runs of one kind differ by little else, so that thousands share a shape, which
 * is parsed once; their numbers are moved and kept as they lie.
 */
export interface PackedRecord {
  /** JSON of the record with 0 for every number, but without its id and own texts. */
  readonly shape: string;
  /** The numbers in the order of their zeros. */
  readonly figures: Float64Array;
  /** JSON of the texts that hardly two records share. */
  readonly own: string;
}

type OwnTexts = Pick<ListedRecord, "message" | "created" | "started" | "ended">;

const apart = { id: undefined, message: undefined, created: undefined, started: undefined, ended: undefined };

export function packRecord(record: ListedRecord): PackedRecord {
  const { message, created, started, ended } = record;
  const own: OwnTexts = { message, created, started, ended };
  const figures: number[] = [];
  const shape = JSON.stringify({ ...record, ...apart }, (_key, value: unknown) => {
    if (typeof value !== "number") return value;
    if (!Number.isFinite(value)) return null;
    figures.push(value);
    return 0;
  });
  return { shape, figures: Float64Array.from(figures), own: JSON.stringify(own) };
}

type Part = Exclude<keyof ListedRecord, "id" | keyof OwnTexts>;

/** What a kind of records has in common; parsed when someone looks. */
export class RecordShape {
  readonly #text: string;
  #plans: ReadonlyMap<string, NumberPlan> | undefined;

  /** @param text as packed. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Numbers in a record. Throws where the shape is not that of one. */
  get figures(): number {
    return [...this.#parts.values()].reduce((sum, { numbers }) => sum + numbers, 0);
  }

  /** Whether a part is the same in all of these records, so that it need not be kept by each. */
  isShared(key: Part): boolean {
    return (this.#parts.get(key)?.numbers ?? 0) === 0;
  }

  /** A part of a record whose numbers begin at `at`; undefined where such records have none. */
  part(key: Part, figures: Float64Array, at: number): unknown {
    return this.#parts.get(key)?.fill(figures, at);
  }

  get #parts(): ReadonlyMap<string, NumberPlan> {
    return (this.#plans ??= plansOfParts(JSON.parse(this.#text) as object));
  }
}

function plansOfParts(parts: object): ReadonlyMap<string, NumberPlan> {
  let at = 0;
  return new Map(
    Object.entries(parts).map(([key, value]: readonly [string, unknown]) => {
      const plan = numberPlan(value, at);
      at += plan.numbers;
      return [key, plan];
    }),
  );
}

/** A record whose parts are made when someone looks. */
class Unpacked {
  readonly id: string;
  readonly #shape: RecordShape;
  readonly #figures: Float64Array;
  readonly #at: number;
  readonly #ownJson: string;
  #own: OwnTexts | undefined;
  /** By key those that were looked at and are no other record's. */
  #parts: Partial<Record<Part, unknown>> | undefined;

  constructor(id: string, own: string, shape: RecordShape, figures: Float64Array, at: number) {
    this.id = id;
    this.#ownJson = own;
    this.#shape = shape;
    this.#figures = figures;
    this.#at = at;
  }

  get own(): OwnTexts {
    return (this.#own ??= JSON.parse(this.#ownJson) as OwnTexts);
  }

  part(key: Part): unknown {
    const known = this.#parts?.[key];
    if (known !== undefined) return known;
    const part = this.#shape.part(key, this.#figures, this.#at);
    if (!this.#shape.isShared(key)) (this.#parts ??= {})[key] = part;
    return part;
  }
}

/** Each once, so that a new one is not forgotten. */
const partKeys: Readonly<Record<Part, true>> = {
  ...{ schemaVersion: true, status: true, stalled: true, experimentFile: true, baseFolder: true, sweep: true },
  ...{
    outline: true,
    reproduced: true,
    metrics: true,
    seed: true,
    experiment: true,
    fingerprints: true,
    kernelFlavour: true,
    data: true,
  },
  ...{ model: true, progress: true, best: true, last: true, seconds: true, resumes: true },
};
const ownKeys: Readonly<Record<keyof OwnTexts, true>> = { message: true, created: true, started: true, ended: true };

// On the prototype, since getters of its own would give each of thousands of records a shape of its own, slow to read.
for (const key of Object.keys(partKeys) as Part[]) {
  Object.defineProperty(Unpacked.prototype, key, {
    get(this: Unpacked) {
      return this.part(key);
    },
  });
}
for (const key of Object.keys(ownKeys) as (keyof OwnTexts)[]) {
  Object.defineProperty(Unpacked.prototype, key, {
    get(this: Unpacked) {
      return this.own[key];
    },
  });
}

/**
 * The record of a shape whose numbers begin at `at`. What its numbers have no part in is one object for all records of
 * the shape. The parts are getters of a prototype, so that it is not to be spread.
 *
 * @param own as packed.
 */
export function unpackRecord(id: string, own: string, shape: RecordShape, figures: Float64Array, at = 0): ListedRecord {
  return new Unpacked(id, own, shape, figures, at) as unknown as ListedRecord;
}
