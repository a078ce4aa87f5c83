import { dirname, join, parse, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { thousands } from "../data/phrases.ts";
import {
  defaultVectorTraining,
  vectorTrainingLimits,
  type VectorTrainingOptions,
} from "../data/wordVectors/trainingOptions.ts";
import { regularFileSize } from "../platform/dataFiles.ts";
import type { TrainedVectors, WordNeighbours } from "../protocol/wordVectors.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { tellTable } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface VectorsOptions {
  readonly out?: string;
  readonly text?: string;
  readonly tokenizer: "words" | "whitespace" | "segmenter";
  readonly dimension?: string;
  readonly epochs?: string;
  readonly window?: string;
  readonly minCount?: string;
  /** False with --no-subwords. */
  readonly subwords: boolean;
  readonly seed?: string;
  /** Words whose neighbours are told too. */
  readonly near: readonly string[];
  readonly json?: boolean;
}

/** Trains word vectors on the texts of a labelled file and writes them beside it. The result is the exit code. */
export async function trainVectors(
  file: string,
  options: VectorsOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const path = resolve(file);
  await regularFileSize(path);
  const { dir, name } = parse(path);
  const out = options.out === undefined ? join(dir, `${name}.vec`) : resolve(options.out);
  if (out === path)
    throw new UserError("The vectors would replace the dataset.", "Choose another file.", { field: "--out" });
  const baseFolder = workspaceOf(dirname(path));
  const services = openServices({ runsFolder: defaultRunsFolder(baseFolder), baseFolder }, terminal);
  try {
    const training = services.trainVectors(
      {
        path,
        choices: options.text === undefined ? {} : { text: options.text },
        tokenizer: { kind: options.tokenizer, lowercase: true },
        options: trainingOptions(options),
        out,
      },
      ({ epoch, epochs, fraction, loss }) =>
        terminal.progress(
          `${String(Math.floor(100 * fraction))} %  epoch ${String(epoch)}/${String(epochs)}  loss ${loss.toFixed(4)}`,
        ),
    );
    try {
      interrupt.onFirst(() => {
        terminal.err("Stopping; no vectors are written.");
        training.stop();
      });
      const result = await training.ended;
      terminal.progress("");
      const asked: WordNeighbours[] = [];
      if (result.status === "finished") for (const word of options.near) asked.push(await training.nearest(word));
      if (options.json === true) terminal.out(jsonLine({ event: "vectors", ...result, near: asked }));
      else if (result.status === "finished") tellVectors(result, asked, terminal);
      return result.status === "stopped" ? exit.interrupted : exit.done;
    } finally {
      training.dispose();
    }
  } finally {
    await services.shutdown();
  }
}

function trainingOptions(options: VectorsOptions): VectorTrainingOptions {
  const number = (name: keyof typeof vectorTrainingLimits, text: string | undefined): number => {
    const [least, most] = vectorTrainingLimits[name];
    const value = Number(text ?? defaultVectorTraining[name]);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UserError(
      `"${text ?? ""}" is not what this can be.`,
      `Choose from ${String(least)} to ${thousands(most)}.`,
      {
        field: `--${name === "minCount" ? "min-count" : name}`,
      },
    );
  };
  const seed = Number(options.seed ?? defaultVectorTraining.seed);
  if (!Number.isSafeInteger(seed)) throw new UserError("A seed is a whole number.", "", { field: "--seed" });
  return {
    ...defaultVectorTraining,
    dimension: number("dimension", options.dimension),
    epochs: number("epochs", options.epochs),
    window: number("window", options.window),
    minCount: number("minCount", options.minCount ?? (options.subwords ? undefined : "5")),
    subwords: options.subwords ? defaultVectorTraining.subwords : null,
    seed,
  };
}

function tellVectors(
  result: TrainedVectors & { readonly status: "finished" },
  asked: readonly WordNeighbours[],
  terminal: Terminal,
): void {
  const rows = [...result.neighbours, ...asked].map(({ word, near }) => [
    word,
    near === null
      ? "no vector: none of its subwords occurs"
      : near.map((each) => `${each.word} ${each.similarity.toFixed(2)}`).join("  "),
  ]);
  const left = (title: string) => ({ title, align: "left" }) as const;
  tellTable("Nearest words", [left("word"), left("nearest, with the cosine")], rows, terminal);
  const { words, dimension, composed, left: without, tokens, seconds } = result;
  terminal.out("");
  terminal.out(
    `${thousands(words)} words × ${String(dimension)} numbers from ${thousands(tokens)} tokens in ${seconds.toFixed(1)} s` +
      (composed > 0 ? `; ${thousands(composed)} rare ones made of their subwords` : "") +
      (without > 0 ? `; ${thousands(without)} rare words have none` : ""),
  );
  terminal.out(terminal.style("bold", visible(result.path)));
}
