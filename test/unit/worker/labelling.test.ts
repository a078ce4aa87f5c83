import { describe, expect, it } from "vitest";
import type { LabelFormat, LabelProblem } from "../../../src/protocol/labelling.ts";
import { Bench } from "./reviews.ts";

const texts = ["the bed was awful, dark", "the view was lovely, warm", "", "the “pool” was kind, bright"];

async function trained(written: Record<string, unknown> = {}) {
  const bench = new Bench();
  bench.ports.write("/folder/lines.tsv", lines());
  bench.ports.write("/folder/plain.csv", plain());
  bench.ports.write("/folder/shapes.csv", shapes());
  const start = bench.start({ training: { epochs: 3 }, ...written });
  const run = await bench.train(start);
  expect(run.record.message).toBeNull();
  const { runFolder } = start;
  let made = 0;
  /** Labels a file that arrives in pieces of so many bytes. */
  const label = async (
    file: string,
    format: LabelFormat,
    more: { asJson?: boolean; textColumn?: string } = {},
    size = 7,
  ) => {
    const labellingId = String(++made);
    await bench.session.label({ labellingId, runFolder, name: `in.${format}`, format, asJson: false, ...more });
    const bytes = new TextEncoder().encode(file);
    let out = "";
    let examples = 0;
    const problems: LabelProblem[] = [];
    for (let from = 0; from <= bytes.length; from += size) {
      const last = from + size > bytes.length;
      const part = await bench.session.labelPart({ labellingId, bytes: bytes.slice(from, from + size), last });
      out += new TextDecoder().decode(part.bytes);
      examples += part.examples;
      problems.push(...part.problems);
    }
    return { out, lines: out.split("\n").slice(0, -1), examples, problems };
  };
  const asked = async (inputs: readonly string[]) =>
    (await bench.session.predict({ runFolder, inputs: inputs.map((text) => ({ text, columns: {} })) })).map(
      ({ predictedClass, outputs }) => ({
        name: run.record.data?.classes[predictedClass] ?? "",
        outputs: outputs.map((output) => (output === null ? null : Number(output.toPrecision(7)))),
      }),
    );
  return { label, asked, classes: run.record.data?.classes ?? [] };
}

/** Text, a tab, the label; a text may hold a tab. */
function lines(): string {
  return Array.from(
    { length: 40 },
    (_, at) => `the ${at % 2 ? "awful" : "lovely"}\tbed ${String(at)}\t${at % 2 ? "bad" : "good"}\n`,
  ).join("");
}

/** Label, text, without names. */
function plain(): string {
  return Array.from(
    { length: 40 },
    (_, at) => `${at % 2 ? "bad" : "good"},the ${at % 2 ? "awful" : "lovely"} bed number ${String(at)}\n`,
  ).join("");
}

function shapes(): string {
  const rows = Array.from(
    { length: 60 },
    (_, at) => `${String((at * 13) % 17)},${["red", "blue"][at % 2] ?? ""},${at % 2 ? "b" : "a"}`,
  );
  return `size,colour,kind\n${rows.join("\n")}\n`;
}

describe("a file is labelled as single texts are", () => {
  it("texts, a line each: as many lines come out, the label and its probability", async () => {
    const { label, asked, classes } = await trained();
    const { lines, examples, problems } = await label(`\uFEFF${texts.join("\r\n")}`, "text");
    const single = await asked(texts);
    expect(lines).toEqual(single.map(({ name, outputs }) => `${name}\t${String(outputs[classes.indexOf(name)])}`));
    expect({ examples, problems }).toEqual({ examples: 4, problems: [] });
  });

  it("a table: every column stays, quotes and line breaks too, and the label and all probabilities follow", async () => {
    const { label, asked } = await trained();
    const single = await asked([texts[0] ?? "", 'so "warm"\nand kind']);
    const tail = single.map(({ name, outputs }) => [name, ...outputs].join(","));
    const { out } = await label(`id,review,predicted\n7,"${texts[0] ?? ""}",x\n8,"so ""warm""\nand kind",\n`, "csv");
    expect(out).toBe(
      "id,review,predicted,predicted (2),probability bad,probability good\n" +
        `7,"${texts[0] ?? ""}",x,${tail[0] ?? ""}\n8,"so ""warm""\nand kind",,${tail[1] ?? ""}\n`,
    );
  });

  it("objects: every key stays; a table becomes objects when that is asked for", async () => {
    const { label, asked } = await trained();
    const [first] = await asked([texts[0] ?? ""]);
    const probabilities = { bad: first?.outputs[0], good: first?.outputs[1] };
    const row = { review: texts[0], stars: 3, more: { deep: [1] } };
    const { lines } = await label(`${JSON.stringify(row)}\n\n${JSON.stringify(texts[0])}`, "jsonl");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...row, predicted: first?.name, probabilities },
      { review: texts[0], predicted: first?.name, probabilities },
    ]);
    const nested = { id: 1, body: { text: texts[0] } };
    const inside = await label(JSON.stringify(nested), "jsonl", { textColumn: "body.text" });
    expect(JSON.parse(inside.out)).toEqual({ ...nested, predicted: first?.name, probabilities });
    const table = await label(`note\treview\nn\t${texts[0] ?? ""}\n`, "tsv", { asJson: true });
    expect(JSON.parse(table.out)).toEqual({ note: "n", review: texts[0], predicted: first?.name, probabilities });
  });

  it("a column of another name when it is named, and says which columns there are when it is not", async () => {
    const { label } = await trained();
    const file = "words\nlovely and warm\n";
    expect((await label(file, "csv", { textColumn: "words" })).lines).toHaveLength(2);
    await expect(label(file, "csv")).rejects.toThrow(
      'in.csv:1: There is no column "review"; the first row has "words". Name the column that holds the text',
    );
  });

  it("data without a header as the run's own was, with the label or without", async () => {
    const bag = await trained({ dataset: { path: "lines.tsv", format: "lines" } });
    const [one] = await bag.asked(["the lovely\tbed 1"]);
    const tail = [one?.name, ...(one?.outputs ?? [])].join("\t");
    expect((await bag.label("the lovely\tbed 1\tbad\n", "tsv")).out).toBe(`"the lovely\tbed 1"\tbad\t${tail}\n`);
    expect((await bag.label("the lovely bed\n", "tsv")).lines[0]).toMatch(/^the lovely bed\tgood\t/);
    const table = await trained({ dataset: "plain.csv" });
    expect((await table.label("good,the awful bed\n", "csv")).lines[0]).toMatch(/^good,the awful bed,bad,/);
    expect((await table.label("the awful bed\n", "csv")).lines[0]).toMatch(/^the awful bed,bad,/);
  });

  it("numbers and categories, without the columns that the model does not read", async () => {
    const { label } = await trained({ dataset: { path: "shapes.csv", label: "kind", features: ["size", "colour"] } });
    const { lines, examples, problems } = await label("colour,size\nred,3\nblue,many\nblue,\nred\n", "csv");
    expect(lines[1]).toMatch(/^red,3,[ab],/);
    // What cannot be classified keeps its place, and its prediction stays empty.
    expect(lines[2]).toBe("blue,many,,,");
    expect(lines[3]).toMatch(/^blue,,[ab],/);
    expect(lines[4]).toBe("red,,,,");
    expect(examples).toBe(2);
    expect(problems).toEqual([
      { line: 3, reason: "“many” under size is not a number" },
      { line: 5, reason: "the row ends before column 2" },
    ]);
  });

  it("what is broken is told by its line and left out; what is no text is refused", async () => {
    const { label } = await trained();
    const { lines, problems } = await label(`{"review": "kind"}\n{oops\n[1]\n{"other": 1}\n`, "jsonl");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? "")).toEqual({ other: 1, predicted: null, probabilities: null });
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4]);
    await expect(label("a\0b\n", "text")).rejects.toThrow("NUL bytes");
    const quotes = await label('review\n"never closes\nlovely\n', "csv");
    expect(quotes.lines).toHaveLength(2);
    expect(quotes.problems[0]?.line).toBe(2);
  });
});
