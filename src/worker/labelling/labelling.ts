import { TextStream } from "../../data/text.ts";
import { isSparse } from "../../data/featurizer.ts";
import { predictedClass } from "../../experiment/confusion.ts";
import type { LabelledPart, LabelPart, LabelProblem, StartLabelling } from "../../protocol/labelling.ts";
import type { RunControl } from "../runControl.ts";
import type { StoredModel } from "../storedModel.ts";
import { createReader } from "./readers.ts";
import type { InputRow, RowReader } from "./rows.ts";
import { createWriter, type RowPrediction, type RowWriter } from "./writers.ts";

/** Rows evaluated between two looks at the messages. */
const evaluatedRows = 256;
/** Most rows whose features are made at once, and most values of them where all columns are kept. */
const mostRows = 4096;
const mostValues = 2 ** 22;
/** Problems told of one part. */
const mostProblems = 100;

/** Labels one file that arrives in parts: rows in, the same rows with predictions out. */
export class Labelling {
  readonly #model: StoredModel;
  readonly #text: TextStream;
  readonly #reader: RowReader;
  readonly #writer: RowWriter;
  readonly #block: number;
  #begun = false;
  #problems: LabelProblem[] = [];
  #problemCount = 0;

  constructor(start: StartLabelling, model: StoredModel) {
    const { layout } = model.record.experiment.dataset;
    const { features } = model.record.experiment;
    const text = model.tokenizer === undefined ? undefined : (start.textColumn ?? layout.text);
    this.#model = model;
    this.#text = new TextStream(start.name);
    this.#block = isSparse(features)
      ? mostRows
      : Math.min(mostRows, Math.max(64, Math.floor(mostValues / model.width)));
    this.#reader = createReader({
      name: start.name,
      format: start.format,
      layout,
      wanted: { text, columns: model.columns, numeric: model.columns.filter((name) => layout.numeric.includes(name)) },
      problem: (problem) => {
        this.#problemCount++;
        if (this.#problems.length < mostProblems) this.#problems.push(problem);
      },
    });
    this.#writer = createWriter({
      format: start.format,
      asJson: start.asJson,
      classes: model.classes,
      outputs: model.outputs,
      textName: text ?? "text",
    });
  }

  /** The rows that these bytes complete; a UserError where the file cannot be read at all. */
  async part({ bytes, last }: Pick<LabelPart, "bytes" | "last">, control: RunControl): Promise<LabelledPart> {
    const text = this.#text.push(bytes) + (last ? this.#text.end() : "");
    const rows = this.#reader.push(text, last);
    const counts = new Array<number>(this.#model.classes.length).fill(0);
    const written: string[] = [];
    if (!this.#begun && this.#reader.columns !== null) {
      this.#begun = true;
      if (this.#reader.header) written.push(this.#writer.header(this.#reader.columns));
    }
    let examples = 0;
    for (let from = 0; from < rows.length; from += this.#block) {
      const block = rows.slice(from, from + this.#block);
      const predictions = await this.#predict(block, control);
      block.forEach((row, at) => {
        const prediction = predictions[at] ?? null;
        written.push(this.#writer.row(row, prediction, this.#reader.columns));
        if (prediction === null) return;
        examples++;
        counts[prediction.predictedClass] = (counts[prediction.predictedClass] ?? 0) + 1;
      });
      await control.turn();
    }
    const told = { problemCount: this.#problemCount, problems: this.#problems };
    this.#problemCount = 0;
    this.#problems = [];
    return { bytes: new TextEncoder().encode(written.join("")), examples, counts, ...told };
  }

  async #predict(rows: readonly InputRow[], control: RunControl): Promise<readonly (RowPrediction | null)[]> {
    const predictions: (RowPrediction | null)[] = rows.map(() => null);
    const usable = rows.flatMap(({ input }, at) => (input === null ? [] : [{ input, at }]));
    if (usable.length === 0) return predictions;
    const { classes } = this.#model;
    const matrix = await this.#model.featurize(
      usable.map(({ input }) => input),
      0,
      control,
    );
    const classifier = this.#model.classifier(matrix);
    for (let from = 0; from < usable.length; from += evaluatedRows) {
      const to = Math.min(usable.length, from + evaluatedRows);
      const { outputs } = classifier.evaluate(matrix, from, to);
      for (let row = from; row < to; row++) {
        const own = outputs.slice((row - from) * classes.length, (row - from + 1) * classes.length);
        predictions[usable[row]?.at ?? 0] = { predictedClass: predictedClass(own, 0, classes.length), outputs: own };
      }
      await control.turn();
    }
    return predictions;
  }
}
