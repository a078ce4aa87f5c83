import * as z from "zod";
import { type BrokenKind, brokenKinds, fileFormats, otherEncodings } from "../data/layout.ts";

/** What an experiment file and a dataset file say alike of how data is laid out. */

export const columnName = (sentence: string) => z.string().min(1).max(1000).describe(sentence);

export const brokenKind = z.enum(Object.keys(brokenKinds) as [BrokenKind, ...BrokenKind[]]);

/** What each format is, in a sentence. */
export const formatSentences = {
  csv: "Columns parted by commas, with quoting.",
  tsv: "Columns parted by tabs, with quoting.",
  table: "Columns with quoting, parted by the delimiter that the first lines show.",
  lines: "One example a line without quoting: a text and a label parted by a tab, the label first or last.",
  fastText: "One example a line, its labels marked by __label__.",
  jsonl: "An object in JSON on each line; nested values by their path, such as review.text.",
  json: "A list of objects in JSON; nested values by their path, such as review.text.",
  svmlight: "A label and numbers as index:value on each line.",
  parquet: "Columns packed apart, in row groups; nested values by their path, such as review.text.",
  folders: "A folder of text files for each class.",
  classFiles: "A file for each class, a text on each line.",
} as const;
const formats = ["csv", "tsv", ...fileFormats] as const;

/** The keys that say how the files of a dataset are laid out; what is left out is found from the first lines. */
export const layoutKeys = {
  format: z
    .enum(formats)
    .meta({
      description: "How the data is written; found from its first lines when left out.",
      enumDescriptions: formats.map((name) => formatSentences[name]),
    })
    .exactOptional(),
  delimiter: z
    .enum([",", ";", "\t", "|"])
    .describe("What parts the columns of a table; found from the first lines when left out.")
    .exactOptional(),
  header: z
    .boolean()
    .describe("Whether the first row of a table names the columns; found from the first lines when left out.")
    .exactOptional(),
  encoding: z
    .enum(["utf-8", ...otherEncodings])
    .meta({
      description: "How characters are stored; UTF-8 when left out, or what a byte order mark or broken UTF-8 shows.",
      enumDescriptions: [
        "What nearly all files are today.",
        "Two bytes a character, low byte first, as some Windows programs write.",
        "Two bytes a character, high byte first.",
        "One byte a character, as older files of western languages are, with the signs that Windows added.",
      ],
    })
    .exactOptional(),
  text: columnName("The column that holds the texts.").exactOptional(),
  label: columnName("The column that holds the labels, the classes to tell apart.").exactOptional(),
  features: z
    .array(columnName("A column of numbers."))
    .min(1)
    .max(10_000)
    .describe("The columns to learn from, of numbers or of few values that repeat; all such columns when left out.")
    .exactOptional(),
  splitColumn: z
    .union([columnName("The column that names each row's split."), z.literal(false)])
    .describe(
      "The column whose values say of each row whether it is for train, validation (valid, val, dev) or test; false for none. A column named split that holds such values when left out.",
    )
    .exactOptional(),
  severalLabels: z
    .enum(["first", "each"])
    .meta({
      description: "What becomes of a line of fastText with several labels; the first counts when left out.",
      enumDescriptions: ["The first label counts.", "The line is an example of each of its labels."],
    })
    .exactOptional(),
  skip: z
    .array(brokenKind)
    .max(100)
    .describe("Kinds of rows that cannot be used and are left out without a word; the others are reported.")
    .exactOptional(),
};

/** What may be written of a layout. */
export type LayoutInput = { [K in keyof typeof layoutKeys]?: z.input<(typeof layoutKeys)[K]> };
