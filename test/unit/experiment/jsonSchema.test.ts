import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Diagnostic, getLanguageService, type MarkupContent, TextDocument } from "vscode-json-languageservice";
import { experimentJsonSchema, experimentJsonSchemaText, type SchemaNode } from "../../../src/experiment/jsonSchema.ts";

const service = getLanguageService({});
service.configure({
  schemas: [{ uri: "test://schema", fileMatch: ["*.experiment.json"], schema: experimentJsonSchema() as object }],
});

function open(text: string) {
  const document = TextDocument.create("file:///a.experiment.json", "jsonc", 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

async function problemsOf(text: string): Promise<Diagnostic[]> {
  const { document, json } = open(text);
  return service.doValidation(document, json, { comments: "ignore", trailingCommas: "ignore" });
}

/** The hover text at the first occurrence of `at`. */
async function hoverOf(text: string, at: string): Promise<string> {
  const { document, json } = open(text);
  const hover = await service.doHover(document, document.positionAt(text.indexOf(at) + 1), json);
  const contents = hover?.contents as MarkupContent | readonly unknown[] | undefined;
  // Full stops and the like are escaped for Markdown.
  return JSON.stringify(contents).replaceAll("\\", "");
}

describe("the schema of experiment files in the editor", () => {
  it("finds nothing wrong with a file that only names its dataset", async () => {
    expect(await problemsOf('{"dataset": "x"}')).toEqual([]);
  });

  it("finds nothing wrong with the shipped samples", async () => {
    for (const sample of ["authors/authors", "penguins/penguins", "penguins/penguins-sweep", "odia/odia"]) {
      const file = new URL(`../../../samples/${sample}.experiment.json`, import.meta.url);
      expect(await problemsOf(readFileSync(file, "utf8")), sample).toEqual([]);
    }
  });

  it("reports an unknown key", async () => {
    const [problem] = await problemsOf('{"dataset": "x", "trainnig": {}}');
    expect(problem?.message).toContain("trainnig is not allowed");
  });

  it("reports a wrong type", async () => {
    const [problem] = await problemsOf('{"dataset": "x", "training": {"batchSize": "big"}}');
    expect(problem?.message).toContain('Incorrect type. Expected "integer"');
  });

  it("shows the sentence of a key on hover", async () => {
    const text = '{"dataset": "x", "training": {"batchSize": 3}, "features": {"kind": "tfidf", "ngrams": [1, 1]}}';
    expect(await hoverOf(text, '"batchSize"')).toContain("How many examples each step looks at.");
    expect(await hoverOf(text, '"ngrams"')).toContain("sequence of words that counts as a term");
  });

  it("knows the entries of a list of features as it knows one alone", async () => {
    const list = '{"dataset": "x", "features": [{"kind": "tfidf", "characterNgrams": [2, 5]}, {"kind": "numeric"}]}';
    expect(await problemsOf(list)).toEqual([]);
    expect(await hoverOf(list, '"characterNgrams"')).toContain("sequence of characters within a word");
    expect((await problemsOf(list.replace("characterNgrams", "analyzer"))).map(({ message }) => message)).toEqual([
      expect.stringContaining("analyzer is not allowed"),
    ]);
  });

  it("offers keys and names of activations", async () => {
    const text = '{"dataset": "x", "model": {"kind": "network", "hidden": [{"units": 3, "activation": ""}]}}';
    const { document, json } = open(text);
    const at = document.positionAt(text.indexOf('""') + 1);
    const names = (await service.doComplete(document, at, json))?.items.map(({ label }) => label);
    expect(names).toEqual(expect.arrayContaining(['"relu"', '"sigmoid"', '"tanh"', '"identity"']));
  });

  it("has one sentence for every key", () => {
    const silent: string[] = [];
    const visit = (node: SchemaNode, path: string): void => {
      for (const branch of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(branch, path);
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        if (!/^[^.].*\.$/.test(child.description ?? "")) silent.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
    };
    visit(experimentJsonSchema(), "");
    expect(silent).toEqual([]);
  });

  it("is the one in media/experiment.schema.json (else run: node test/run/schema.mjs)", () => {
    const file = new URL("../../../media/experiment.schema.json", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(experimentJsonSchemaText());
  });
});
