import { UserError } from "../../../base/errors.ts";
import { listed, plural } from "../../phrases.ts";
import type { ByteSource } from "../../table.ts";
import type { Format } from "../../sniffFormat.ts";
import { readFooter } from "./footer.ts";
import { readParquet } from "./readParquet.ts";

/** Rows and characters that are looked at. */
const mostRows = 1000;
const mostCharacters = 256 * 1024;

/** The columns of a Parquet file and its first rows. UserErrors as of `readFooter`. */
export async function sniffParquet(source: ByteSource): Promise<Format> {
  const file = await readFooter(source);
  const names = file.columns.map(({ name }) => name);
  if (names.length === 0)
    throw new UserError(
      "The Parquet file has no columns of single values.",
      file.leftOut.length === 0
        ? "Give one with a column of labels."
        : `These hold lists, or values that are not read: ${listed(file.leftOut)}.`,
      { file: source.path },
    );
  const rows: (readonly string[])[] = [];
  let characters = 0;
  await readParquet(source, file, {
    columns: names,
    wanted: names,
    onBytes: () => undefined,
    row: (fields) => {
      rows.push(fields);
      for (const cell of fields) characters += cell.length;
      return rows.length < mostRows && characters < mostCharacters;
    },
  });
  const readable = names.map((_, at) => rows.every((row) => !/[\0\uFFFD]/.test(row[at] ?? "")));
  const columns = names.filter((_, at) => readable[at] === true);
  const leftOut = [...file.leftOut, ...names.filter((_, at) => readable[at] !== true)];
  return {
    format: "parquet",
    delimiter: "\t",
    header: true,
    columns,
    rows: rows.map((row) => row.filter((_, at) => readable[at] === true)),
    reasons: [
      `The file is Parquet: ${plural(columns.length, "column")} in ${plural(file.groups.length, "row group")}.`,
      ...(leftOut.length === 0
        ? []
        : [
            `${listed(leftOut)} ${leftOut.length > 1 ? "hold" : "holds"} lists or bytes, and ${leftOut.length > 1 ? "are" : "is"} left out.`,
          ]),
    ],
  };
}
