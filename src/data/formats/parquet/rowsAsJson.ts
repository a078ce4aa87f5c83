import type { ByteSource } from "../../table.ts";
import { readFooter } from "./footer.ts";
import { readParquet } from "./readParquet.ts";

/**
 * Some rows of a Parquet file as text, a row a line as JSON: it has no lines that could be shown. Columns that are not
 * read are left out. Ends early, and says so, beyond `mostCharacters`. UserErrors as of `readParquet`.
 * @param from the first row, from 1
 */
export async function rowsAsJson(
  source: ByteSource,
  { from, count, mostCharacters }: { readonly from: number; readonly count: number; readonly mostCharacters: number },
): Promise<string> {
  const file = await readFooter(source);
  const columns = file.columns.map(({ name }) => name);
  const lines: string[] = [];
  let left = mostCharacters;
  await readParquet(source, file, {
    columns,
    wanted: columns,
    from,
    onBytes: () => undefined,
    row: (fields) => {
      const line = JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? ""])));
      left -= line.length;
      lines.push(left < 0 ? '"The rows that follow are too long to be shown."' : line);
      return left >= 0 && lines.length < count;
    },
  });
  return `${lines.join("\n")}\n`;
}
