import { expect, test } from "vitest";
import { textColumns } from "../../../src/services/labelColumns.ts";

const named = { text: "review", header: true };
const csv = (columns: string, ...rows: readonly string[]): string => `${[columns, ...rows].join("\n")}\n`;

test("a file with the run's column alone asks nothing, whatever else it has", () => {
  const file = csv("id,review,stars,town", '7,"lovely, warm rooms",3,Rome', "8,dark and cold,1,Oslo");
  expect(textColumns(file, "csv", named)).toEqual([]);
  expect(textColumns("lovely\n", "text", named)).toEqual([]);
  expect(textColumns(file, "csv", { header: true }), "a model of numbers").toEqual([]);
});

test("several columns of texts are a choice, the run's own first, then the wordiest; a row cut off counts for nothing", () => {
  const file = csv(
    "title\treview\tanswer\tstars",
    "so so\tnot bad at all\twe thank you for it\t3",
    "good\tgreat\tyes we do\t4",
  );
  expect(textColumns(`${file}5\t6\t7`, "tsv", named)).toEqual(["review", "answer"]);
  const other = csv("words,comment,stars", "one,two three four,4", '"a ""b""",c,5');
  expect(textColumns(other, "csv", named)).toEqual(["comment", "words"]);
});

test("data of a run without names may stand as it did there", () => {
  expect(textColumns("the lovely bed,the view\n", "csv", { text: "column 1", header: false })).toEqual([]);
});

test("objects: their keys, nested ones too; broken lines count for nothing", () => {
  const line = JSON.stringify({ id: 3, body: { title: "hm", text: "a lovely bed" } });
  expect(textColumns(`${line}\n{oops\n[1]\n${line}`, "jsonl", named)).toEqual(["body.text", "body.title"]);
  expect(textColumns("", "jsonl", named)).toEqual([]);
});
