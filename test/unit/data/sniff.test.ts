import { describe, expect, it } from "vitest";
import type { LayoutChoices } from "../../../src/data/layout.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";

function sniff(content: string | Uint8Array, choices: LayoutChoices = {}, path = "data.csv", whole = true) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return sniffLayout(bytes, { path, whole, choices });
}

const reviews = [
  'id,text,stars,label\n1,"a fine day, by the sea",4,pos\n2,"rain, and the roof leaks",1,neg\n',
  '3,"tea was ""cold"" again",2,neg\n4,we came back twice,5,pos\n',
].join("");

describe("the sniffer", () => {
  it("finds header, label by its name and the text of a csv", () => {
    const { layout, reasons } = sniff(reviews);
    expect(layout).toEqual({
      format: "table",
      delimiter: ",",
      header: true,
      columns: ["id", "text", "stars", "label"],
      label: "label",
      text: "text",
      numeric: [],
    });
    expect(reasons).toContain('The label is "label", by its name.');
  });

  it("takes number columns as features and says why it leaves others out", () => {
    const { layout, reasons } = sniff(
      "rowid;width;height;year;place;ring;species\n1;2.5;NA;2007;north;K1;a\n2;2.7;3;2008;north;B4;b\n3;?;4;2009;south;K7;a\n4;1;2;2010;south;Z2;b\n",
      { label: "species" },
    );
    expect(layout).toMatchObject({ delimiter: ";", label: "species", numeric: ["width", "height", "year"] });
    expect(layout.categories).toEqual(["place"]);
    expect(layout).not.toHaveProperty("text");
    expect(reasons).toContain('"rowid" is left out: it only numbers the rows.');
    expect(reasons).toContain('Each value of "place" becomes a feature of its own.');
    expect(reasons).toContain('"ring" is left out: neither numbers, nor a few values that repeat, nor running text.');
  });

  it.each([
    ["text first", "good tea here\tpos\nbad tea there\tneg\nno tea at all\tneg\n", ["text", "label"]],
    ["label first", "pos\tgood tea here\nneg\tbad tea there\nneg\tno tea at all\n", ["label", "text"]],
    [
      "a stray tab",
      "good tea\there\tpos\nbad tea there\tneg\nno tea at all\tneg\nsome\tneg\nmore\tpos",
      ["text", "label"],
    ],
    ["quotes that are no quoting", '"Fine" they said\tpos\n"bad tea there\tneg\nno tea\tneg\n', ["text", "label"]],
  ])("reads lines with %s", (_, content, columns) => {
    expect(sniff(content, {}, "data.txt").layout).toMatchObject({ format: "lines", header: false, columns });
  });

  it("numbers the columns of a table without header and takes the few small whole numbers as label", () => {
    const rows = ["3", "4", "3", "4", "1"].map(
      (c, i) => `"${c}","Title ${String(i)}","A longer description, number ${String(i)}"`,
    );
    expect(sniff(rows.join("\n")).layout).toMatchObject({
      header: false,
      columns: ["column1", "column2", "column3"],
      label: "column1",
      text: "column3",
    });
  });

  it("reads a tab table with a header, quoted texts and Windows line ends after a byte order mark", () => {
    const { layout } = sniff('\uFEFFsentence\tlabel\r\n"it is ""so"" late"\tyes\r\nnot yet at all\tno\r\nso be it\tno');
    expect(layout).toMatchObject({
      format: "table",
      delimiter: "\t",
      columns: ["sentence", "label"],
      text: "sentence",
    });
  });

  it("follows what a person chose", () => {
    expect(sniff(reviews, { label: "stars", text: "text" }).layout).toMatchObject({ label: "stars", text: "text" });
    const numbers = sniff(reviews, { label: "label", features: ["stars"] }).layout;
    expect(numbers.numeric).toEqual(["stars"]);
    expect(numbers).not.toHaveProperty("text");
    expect(sniff("a b\tx\nc d\ty\ne f\ty\n", { format: "tsv" }).layout).toMatchObject({
      format: "table",
      delimiter: "\t",
    });
  });

  it("does not judge the row that the head cuts in two", () => {
    const { layout } = sniff('text,label\na b c,x\nd e f,y\n"g h', {}, "data.csv", false);
    expect(layout.columns).toEqual(["text", "label"]);
  });

  it.each<[string, string | Uint8Array, LayoutChoices, RegExp]>([
    ["an empty file", "", {}, /^data\.csv: The file is empty\./],
    ["a binary file", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), {}, /^data\.csv: The file is not text/],
    ["prose", "It was late.\nNobody came.\n", {}, /^data\.csv: The file has no columns/],
    ["a header alone", "text,label\n", {}, /no columns|no examples/],
    [
      "a label column that is not there",
      reviews,
      { label: "mood" },
      /no column "mood" for the label\. The columns are "id", "text", "stars" and "label"/,
    ],
    ["a text column that is not there", reviews, { text: "body" }, /no column "body" for the text\. The columns are/],
    ["a feature column that is not there", reviews, { features: ["width"] }, /no column "width" for the features/],
    [
      "a feature column of words",
      reviews,
      { features: ["text"] },
      /text: This column holds neither numbers only nor a few/,
    ],
    ["one column as text and label", reviews, { text: "text", label: "text" }, /text: This column cannot be both/],
    [
      "no label-like column",
      "name,note\nAda,so it is\nBob,not at all\nCid,we shall see\n",
      { text: "note" },
      /No column looks like a label.*"name" and "note"/,
    ],
    [
      "a column that numbers blocks of rows",
      "paper,text\n18,one two three\n18,four five six\n19,seven eight nine\n20,ten eleven twelve\n20,and so on\n20,so it is\n",
      {},
      /No column looks like a label.*"paper" and "text"/,
    ],
    ["a numeric target", numericTarget(), {}, /target: The label column holds measurements/],
    [
      "lists of labels",
      "text,label\none two,a;b\nthree four,b\nfive six,a\n",
      {},
      /label: Some examples have several labels \(such as "a;b"\)/,
    ],
    ["nothing beside the label", "label,ring\na,k1\nb,b4\na,k7\nb,z2\na,x\nb,y\n", {}, /Beside the label .*"ring"/],
  ])("refuses %s with a message that says what and where", (_, content, choices, message) => {
    expect(() => sniff(content, choices)).toThrow(message);
  });

  it("refuses a first line that does not end within the head", () => {
    expect(() => sniff("x".repeat(65_536), {}, "data.csv", false)).toThrow(
      /data\.csv:1: Its first line is longer than 64 KB/,
    );
    const object = `{"label":"a","text":"${"x".repeat(65_536)}`;
    expect(() => sniff(object, {}, "data.jsonl", false)).toThrow(/data\.jsonl:1: Its first line is longer than 64 KB/);
  });

  it("takes a class name with a comma for one label", () => {
    expect(sniff('text,label\na b c,"Paris, France"\nd e f,"Rome, Italy"\ng h i,"Paris, France"\n').layout.label).toBe(
      "label",
    );
  });
});

function numericTarget(): string {
  const rows = Array.from({ length: 40 }, (_, i) => `${String(i % 7)}.5,${String(i)}.25`);
  return `width,target\n${rows.join("\n")}\n`;
}

it.each([
  ["text,label\na b,x\nc d,y\n", 'The first row names the columns, as "text" is a usual name: "text" and "label".'],
  [
    "ring,kind\n3,x\n4,y\n5,x\n7,y\n",
    'The first row names the columns, as "ring" is unlike what stands below it: "ring" and "kind".',
  ],
  [
    "a b c,x\nd e f,x\ng h i,y\n",
    'The first row is an example, as "x" stands in its column again: the columns are numbered.',
  ],
  ["7,w\n8,y\n9,x\n10,y\n11,x\n", 'The first row is an example, as "7" is a number: the columns are numbered.'],
])("says why the first row is a header or none: %j", (text, reason) => {
  expect(sniffLayout(new TextEncoder().encode(text), { path: "d.csv", whole: true, choices: {} }).reasons).toContain(
    reason,
  );
});
