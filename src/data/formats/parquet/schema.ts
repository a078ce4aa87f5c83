import { type CellKind, cellKindOf, type PhysicalType, physicalTypes } from "./cellText.ts";
import { ParquetFault } from "./fault.ts";
import type { Struct } from "./thrift.ts";

/** A column of values, one a row at most. */
export interface ParquetColumn {
  /** Its path, parted by points: `review.text`. */
  readonly name: string;
  /** Which of a row group's column chunks is its. */
  readonly chunk: number;
  readonly type: PhysicalType;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly width: number;
  /** Of a value that is there: how many of the elements on its path may be absent. */
  readonly definition: number;
  readonly kind: CellKind;
}

export interface ParquetSchema {
  /** Column chunks that each row group has. */
  readonly chunks: number;
  readonly columns: readonly ParquetColumn[];
  /** Columns that are no cells: lists, and values of kinds that are not read. */
  readonly leftOut: readonly string[];
}

const repetitions = { required: 0, optional: 1, repeated: 2 };
const deepest = 32;
const mostColumns = 10_000;

/** The columns of the schema's elements, which stand in the order in which a tree is walked. */
export function readSchema(elements: readonly Struct[]): ParquetSchema {
  const columns: ParquetColumn[] = [];
  const leftOut: string[] = [];
  let chunks = 0;

  /** Takes the children of a group, the first of which is `at`; returns what comes after them. */
  const walk = (
    at: number,
    count: number,
    way: { path: string; definition: number; listed: boolean; depth: number },
  ) => {
    if (way.depth > deepest) throw new ParquetFault("the columns are nested too deeply");
    for (let child = 0; child < count; child++) {
      const element = elements[at++];
      if (element === undefined) throw new ParquetFault("the schema names more columns than it has");
      const repetition = element.optionalCount(3) ?? repetitions.required;
      const path = way.path === "" ? element.text(4) : `${way.path}.${element.text(4)}`;
      const definition = way.definition + (repetition === repetitions.required ? 0 : 1);
      const listed = way.listed || repetition === repetitions.repeated;
      const children = element.optionalCount(5) ?? 0;
      if (children > 0) at = walk(at, children, { path, definition, listed, depth: way.depth + 1 });
      else leaf(element, path, definition, listed);
    }
    return at;
  };
  const leaf = (element: Struct, path: string, definition: number, listed: boolean): void => {
    const type = physicalTypes[element.count(1, "the type of a column")];
    if (type === undefined) throw new ParquetFault("a column has a type that Parquet does not have");
    const width = element.optionalCount(2) ?? 0;
    const kind = listed ? undefined : cellKindOf(element, type, width);
    if (kind === undefined) leftOut.push(path);
    else columns.push({ name: unused(path), chunk: chunks, type, width, definition, kind });
    chunks++;
    if (chunks > mostColumns) throw new ParquetFault("there are more than 10,000 columns");
  };
  const names = new Set<string>();
  const unused = (path: string): string => {
    const name = names.has(path) || path === "" ? `${path} (column ${String(chunks + 1)})` : path;
    names.add(name);
    return name;
  };

  const [root] = elements;
  if (root === undefined) throw new ParquetFault("the schema is empty");
  if (walk(1, root.optionalCount(5) ?? 0, { path: "", definition: 0, listed: false, depth: 0 }) !== elements.length)
    throw new ParquetFault("the schema has more columns than it names");
  return { chunks, columns, leftOut };
}
