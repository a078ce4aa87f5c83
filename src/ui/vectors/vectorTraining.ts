import { ProgressLocation, type QuickPickItem, QuickPickItemKind, Uri, window } from "vscode";
import { recipeDocument, recipes } from "../../experiment/recipes.ts";
import { fileName, fileStem, folderOf, joinPath } from "../../platform/vscode/paths.ts";
import type { TrainedVectors, WordNeighbours } from "../../protocol/wordVectors.ts";
import type { LiveVectorTraining } from "../../services/vectorTrainings.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { withoutIcons } from "../format.ts";
import type { ServicesDoor } from "../services.ts";
import { pickDataset } from "../train/datasetPick.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";
import type { Starter } from "../train/starter.ts";
import { quickPickStep } from "../train/quickPickStep.ts";
import { nearSentence, noVector, resultSentence, vectorChoices, type VectorChoice } from "./choices.ts";

export interface VectorTrainingParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly outside: OutsidePaths;
  readonly starter: Pick<Starter, "trainChoices">;
}

type Finished = TrainedVectors & { readonly status: "finished" };
/** `near`: the word whose nearest words are wanted. */
type Action = QuickPickItem & { readonly act: "ask" | "train" | { readonly near: string } | null };

const title = "Benchtop: Train Word Vectors";

/** `Benchtop: Train Word Vectors…`: vectors of a dataset's own words, what is near to what in them, and a run on them. */
export class VectorTraining {
  readonly #parts: VectorTrainingParts;

  constructor(parts: VectorTrainingParts) {
    this.#parts = parts;
  }

  /** @param chosen the path of a dataset; asked for when absent. */
  async run(chosen: string | undefined): Promise<void> {
    const { finder, outside } = this.#parts;
    const step = chosen === undefined ? 2 : 1;
    for (;;) {
      const dataset = chosen ?? (await pickDataset({ title, steps: 2, finder, outside }));
      if (dataset === null) return;
      try {
        await outside.confirm([dataset]);
      } catch (error) {
        if (error instanceof Declined) return;
        throw error;
      }
      const result = await quickPickStep<VectorChoice>({
        title,
        step,
        steps: step,
        placeholder: `How to train vectors of the words in ${fileName(dataset)}; its labels are not looked at`,
        items: Promise.resolve(vectorChoices),
        canGoBack: chosen === undefined,
      });
      if (result.kind === "back") continue;
      if (result.kind === "picked") await this.#trainInto(dataset, result.item);
      return;
    }
  }

  async #trainInto(dataset: string, choice: VectorChoice): Promise<void> {
    const out = await window.showSaveDialog({
      title: "Where the vectors go",
      saveLabel: "Train Word Vectors",
      defaultUri: Uri.file(joinPath(folderOf(dataset), `${fileStem(dataset)}.vec`)),
      filters: { "Word vectors": ["vec"] },
    });
    if (out !== undefined) await this.#train(dataset, choice, out.fsPath);
  }

  async #train(path: string, { options }: VectorChoice, out: string): Promise<void> {
    const training: { live?: LiveVectorTraining } = {};
    try {
      const result = await window.withProgress(
        { location: ProgressLocation.Notification, title: `Word vectors of ${fileName(path)}`, cancellable: true },
        (progress, token) => {
          let told = 0;
          const live = this.#parts
            .services()
            .trainVectors(
              { path, choices: {}, tokenizer: { kind: "words", lowercase: true }, options, out },
              ({ epoch, epochs, fraction, loss }) => {
                const message = `epoch ${String(epoch)} of ${String(epochs)}, loss ${loss.toFixed(3)}`;
                progress.report({ increment: 100 * (fraction - told), message });
                told = fraction;
              },
            );
          training.live = live;
          token.onCancellationRequested(() => {
            live.stop();
          });
          return live.ended;
        },
      );
      if (training.live !== undefined && result.status === "finished") await this.#show(path, result, training.live);
    } finally {
      training.live?.dispose();
    }
  }

  /** Until the person leaves: what is near to what, a question, or a run. */
  async #show(dataset: string, result: Finished, live: LiveVectorTraining): Promise<void> {
    let asked: WordNeighbours | null = null;
    for (;;) {
      const picked = await window.showQuickPick(itemsOf(asked, result.neighbours), {
        title: `${fileName(result.path)}: ${resultSentence(result)}`,
        placeHolder: "Pick a word to see those nearest to it (the cosine of the angle between the two)",
        matchOnDetail: true,
        ignoreFocusOut: true,
      });
      if (picked === undefined) return;
      if (picked.act === "train") {
        await this.#trainOn(dataset, result.path);
        return;
      }
      const word = picked.act === "ask" ? await askWord() : picked.act?.near;
      if (word !== undefined) asked = await live.nearest(word);
    }
  }

  async #trainOn(dataset: string, vectors: string): Promise<void> {
    const recipe = recipes.find(({ id }) => id === "meanVectors");
    if (recipe === undefined) throw new Error("there is no recipe for mean vectors");
    await this.#parts.starter.trainChoices(dataset, (write) => recipeDocument(recipe, write(dataset), write(vectors)));
  }
}

function itemsOf(asked: WordNeighbours | null, some: readonly WordNeighbours[]): readonly Action[] {
  return [
    { label: "$(search) Ask for a word…", act: "ask", alwaysShow: true },
    { label: "$(play) Train a network on these vectors", act: "train", alwaysShow: true },
    ...(asked === null ? [] : askedItems(asked)),
    { label: "words of the texts", kind: QuickPickItemKind.Separator, act: null },
    ...some.map((each) => ({ label: withoutIcons(each.word), detail: nearSentence(each), act: { near: each.word } })),
  ];
}

/** The word that was asked for, then those nearest to it, each of which can be asked for in turn. */
function askedItems({ word, near }: WordNeighbours): readonly Action[] {
  const separator: Action = { label: `nearest to “${word}”`, kind: QuickPickItemKind.Separator, act: null };
  if (near === null) return [separator, { label: noVector, act: null }];
  return [
    separator,
    ...near.map(({ word: other, similarity }) => ({
      label: withoutIcons(other),
      description: similarity.toFixed(2),
      act: { near: other },
    })),
  ];
}

async function askWord(): Promise<string | undefined> {
  const word = await window.showInputBox({
    title,
    prompt: "A word, as the texts write it in lower case",
    ignoreFocusOut: true,
  });
  const asked = word?.trim().toLowerCase();
  return asked === "" ? undefined : asked;
}
