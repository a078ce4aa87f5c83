import { RandomStream } from "../../src/base/random.ts";
import { i32, i64, list, part, struct, text, varint } from "./madeParquet.ts";

/** How the columns of numbers are written: as they are, or as Arrow writes them: into a dictionary as long as it is not too large. */
export type NumbersEncoding = "plain" | "dictionary";

const double = 5;
const byteArray = 6;
const encodings = { plain: 0, dictionary: 8 } as const;
/** Values of a data page, near the megabyte that writers aim at. */
const pageValues = 2 ** 17;

/** The numbers of a column, all different. */
export function numbersOf(rows: number, column: number): Float64Array {
  const stream = new RandomStream(column, "test/parquet");
  return Float64Array.from({ length: rows }, () => stream.normal());
}

/** The bytes of a Parquet file of one row group, without packing: a label of three classes, and columns `x1`, `x2`, … of doubles. */
export function* numbersParquet(rows: number, columns: number, encoding: NumbersEncoding): Generator<Uint8Array> {
  yield mark;
  let at = mark.length;
  const chunks = [];
  for (let column = 0; column <= columns; column++) {
    const numbers = column === 0 ? undefined : numbersOf(rows, column);
    const hasDictionary = numbers !== undefined && encoding === "dictionary";
    const from = at;
    let data = at;
    if (hasDictionary) {
      const first = page(new Uint8Array(numbers.buffer), { values: rows, encoding: encodings.plain, kind: 2 });
      yield first;
      at += first.length;
      data = at;
    }
    for (let row = 0; row < rows; row += pageValues) {
      const to = Math.min(rows, row + pageValues);
      const body =
        numbers === undefined ? labels(row, to) : hasDictionary ? places(row, to, rows) : doubles(numbers, row, to);
      const next = page(body, {
        values: to - row,
        encoding: hasDictionary ? encodings.dictionary : encodings.plain,
        kind: 0,
      });
      yield next;
      at += next.length;
    }
    chunks.push(chunk(column === 0 ? byteArray : double, rows, { from, data, size: at - from, hasDictionary }));
  }
  const footer = footerOf(rows, chunks);
  yield footer;
  yield Uint8Array.of(...[0, 8, 16, 24].map((shift) => (footer.length >>> shift) & 255));
  yield mark;
}

const mark = Uint8Array.of(80, 65, 82, 49);

function doubles(values: Float64Array, from: number, to: number): Uint8Array {
  return new Uint8Array(values.slice(from, to).buffer);
}

function labels(from: number, to: number): Uint8Array {
  return Uint8Array.from(Array.from({ length: to - from }, (_, at) => [1, 0, 0, 0, 97 + ((from + at) % 3)]).flat());
}

/** Packed bits: each value points to the entry of its own row. */
function places(from: number, to: number, entries: number): Uint8Array {
  const width = 32 - Math.clz32(entries - 1);
  const groups = Math.ceil((to - from) / 8);
  const head = [width, ...varint(groups * 2 + 1)];
  const bytes = new Uint8Array(head.length + groups * width);
  bytes.set(head);
  for (let row = from; row < to; row++)
    for (let bit = 0, place = (row - from) * width; bit < width; bit++, place++)
      if (((row >> bit) & 1) === 1)
        bytes[head.length + (place >> 3)] = (bytes[head.length + (place >> 3)] ?? 0) | (1 << (place & 7));
  return bytes;
}

/** A page with its header. @param about.kind 0: data, 2: a dictionary */
function page(body: Uint8Array, about: { readonly values: number; readonly encoding: number; readonly kind: 0 | 2 }) {
  const own = part([
    [1, i32(about.values)],
    [2, i32(about.encoding)],
    ...(about.kind === 0
      ? ([
          [3, i32(3)],
          [4, i32(3)],
        ] as const)
      : []),
  ]);
  const head = struct([
    [1, i32(about.kind)],
    [2, i32(body.length)],
    [3, i32(body.length)],
    [about.kind === 0 ? 5 : 7, own],
  ]);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function chunk(
  type: number,
  rows: number,
  place: { readonly from: number; readonly data: number; readonly size: number; readonly hasDictionary: boolean },
) {
  const about = part([
    [1, i32(type)],
    [2, list(5, [i32(0).bytes])],
    [3, list(8, [text("column").bytes])],
    [4, i32(0)],
    [5, i64(rows)],
    [6, i64(place.size)],
    [7, i64(place.size)],
    [9, i64(place.data)],
    ...(place.hasDictionary ? ([[11, i64(place.from)]] as const) : []),
  ]);
  return { type, bytes: struct([[3, about]]) };
}

function footerOf(rows: number, chunks: readonly { readonly type: number; readonly bytes: readonly number[] }[]) {
  const columns = chunks.map(({ type }, at) =>
    struct([
      [1, i32(type)],
      [3, i32(0)],
      [4, text(at === 0 ? "label" : `x${String(at)}`)],
    ]),
  );
  const root = struct([
    [4, text("schema")],
    [5, i32(chunks.length)],
  ]);
  const group = struct([
    [
      1,
      list(
        12,
        chunks.map(({ bytes }) => bytes),
      ),
    ],
    [2, i64(0)],
    [3, i64(rows)],
  ]);
  return Uint8Array.from(
    struct([
      [1, i32(1)],
      [2, list(12, [root, ...columns])],
      [3, i64(rows)],
      [4, list(12, [group])],
    ]),
  );
}
