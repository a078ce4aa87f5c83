/** What a made-up Parquet file says of itself; what is left out is true. */
export interface ParquetClaims {
  readonly footerLength?: number;
  readonly rows?: number;
  readonly groupRows?: number;
  readonly values?: number;
  readonly offset?: number;
  readonly size?: number;
  readonly codec?: number;
  readonly type?: number;
  readonly width?: number;
  /** Items that the list of row groups claims to have. */
  readonly groups?: number;
  /** How many children the schema's root claims. */
  readonly children?: number;
  readonly pageValues?: number;
  readonly unpacked?: number;
  readonly packed?: number;
  readonly encoding?: number;
  /** What lies in the one page and in the dictionary page. */
  readonly body?: readonly number[];
  readonly dictionary?: { readonly values: number; readonly body: readonly number[] };
}

/** Two required texts, "ab" and "c", in one page without packing. */
const plainBody = [2, 0, 0, 0, 97, 98, 1, 0, 0, 0, 99];

/** A Parquet file of one required column `label` and one page, which may lie about anything. */
export function madeParquet(claims: ParquetClaims = {}): Uint8Array {
  const { body = plainBody, dictionary, encoding = 0, pageValues = 2, codec = 0 } = claims;
  const page = [
    ...struct([
      [1, i32(0)],
      [2, i32(claims.unpacked ?? body.length)],
      [3, i32(claims.packed ?? body.length)],
      [
        5,
        part([
          [1, i32(pageValues)],
          [2, i32(encoding)],
          [3, i32(3)],
          [4, i32(3)],
        ]),
      ],
    ]),
    ...body,
  ];
  const first =
    dictionary === undefined
      ? []
      : [
          ...struct([
            [1, i32(2)],
            [2, i32(dictionary.body.length)],
            [3, i32(dictionary.body.length)],
            [
              7,
              part([
                [1, i32(dictionary.values)],
                [2, i32(0)],
              ]),
            ],
          ]),
          ...dictionary.body,
        ];
  const data = [...first, ...page];
  const rows = claims.rows ?? 2;
  const chunk = struct([
    [
      3,
      part([
        [1, i32(claims.type ?? 6)],
        [2, list(5, [i32(encoding).bytes])],
        [3, list(8, [text("label").bytes])],
        [4, i32(codec)],
        [5, i64(claims.values ?? claims.groupRows ?? rows)],
        [6, i64(data.length)],
        [7, i64(claims.size ?? data.length)],
        [9, i64(claims.offset ?? 4 + first.length)],
        ...(dictionary === undefined ? [] : [[11, i64(4)] as const]),
      ]),
    ],
  ]);
  const group = struct([
    [1, list(12, [chunk])],
    [2, i64(data.length)],
    [3, i64(claims.groupRows ?? rows)],
  ]);
  const root = struct([
    [4, text("schema")],
    [5, i32(claims.children ?? 1)],
  ]);
  const column = struct([
    [1, i32(claims.type ?? 6)],
    [2, i32(claims.width ?? 0)],
    [3, i32(0)],
    [4, text("label")],
    [6, i32(0)],
  ]);
  const footer = struct([
    [1, i32(1)],
    [2, list(12, [root, column])],
    [3, i64(rows)],
    [4, list(12, [group], claims.groups)],
  ]);
  const length = claims.footerLength ?? footer.length;
  const mark = [80, 65, 82, 49];
  const end = [length & 255, (length >> 8) & 255, (length >> 16) & 255, (length >> 24) & 255];
  return Uint8Array.from([...mark, ...data, ...footer, ...end, ...mark]);
}

/** Thrift's compact protocol, as little of it as Parquet needs. */
interface Value {
  readonly type: number;
  readonly bytes: readonly number[];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = BigInt(value);
  while (left >= 128n) {
    bytes.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const i32 = (value: number): Value => ({ type: 5, bytes: varint(zigzag(value)) });
const i64 = (value: number): Value => ({ type: 6, bytes: varint(zigzag(value)) });

function text(value: string): Value {
  const bytes = [...new TextEncoder().encode(value)];
  return { type: 8, bytes: [...varint(bytes.length), ...bytes] };
}

function list(type: number, items: readonly (readonly number[])[], claimed = items.length): Value {
  return { type: 9, bytes: [0xf0 | type, ...varint(claimed), ...items.flat()] };
}

type Fields = readonly (readonly [field: number, value: Value])[];

function part(fields: Fields): Value {
  return { type: 12, bytes: struct(fields) };
}

function struct(fields: Fields): readonly number[] {
  let before = 0;
  const bytes = fields.flatMap(([field, { type, bytes: own }]) => {
    const delta = field - before;
    before = field;
    return [(delta << 4) | type, ...own];
  });
  return [...bytes, 0];
}

/** Runs of the hybrid encoding: a value of `width` bits `count` times. */
export function run(count: number, value: readonly number[]): readonly number[] {
  return [...varint(count * 2), ...value];
}

export { i32, i64, list, part, struct, text, varint };
