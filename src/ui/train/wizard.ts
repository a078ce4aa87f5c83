import { commands, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from "vscode";
import { type ResolvedExperiment } from "../../experiment/resolved.ts";
import { fileName, fileStem, folderOf } from "../../platform/vscode/paths.ts";
import { layoutWords } from "../datasets/columnChoices.ts";
import { chooseColumns } from "../datasets/columnsStep.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { saveExperimentFile } from "../experimentFile/save.ts";
import { withoutIcons } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { ServicesDoor } from "../services.ts";
import type { Adjusted } from "./adjustFeatures.ts";
import { adjustStep } from "./adjustStep.ts";
import {
  type Choices,
  choicesDocument,
  columnFeatures,
  type FeatureChoice,
  type ModelChoice,
  modelChoices,
  type RecipeChoice,
  recipeChoices,
  textFeatures,
  type VectorsFile,
} from "./choices.ts";
import { pickDataset } from "./datasetPick.ts";
import { Declined, type OutsidePaths } from "./outsidePaths.ts";
import { quickPickStep, type StepResult } from "./quickPickStep.ts";
import type { Starter } from "./starter.ts";
import { findVectors } from "./vectorFiles.ts";

type Item<T> = QuickPickItem & { readonly value: T };

/** Leads to a step of its own with the files of word vectors that were found. */
interface AdjustChoice {
  readonly label: string;
  readonly sentence: string;
  readonly vectors: readonly VectorsFile[];
}

/** Leads to a step of its own that says how the file is read. */
interface ColumnsChoice {
  readonly label: string;
  readonly sentence: string;
  readonly columns: true;
}

/** A step's item that cannot be picked has no choice behind it. */
type PartItem = Item<FeatureChoice | RecipeChoice | AdjustChoice | ColumnsChoice | null>;
const recipeSeparator: PartItem = {
  label: "recipes",
  kind: QuickPickItemKind.Separator,
  value: null,
};

const adjustChoice = {
  label: "Adjust features…",
  sentence: "Choose what counts as a word, sequences of characters, how many terms, and more.",
};

const title = "Benchtop: Train";
const saveButton = {
  iconPath: new ThemeIcon("save"),
  tooltip: "Save these choices as an experiment file",
};

export interface WizardParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly starter: Starter;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
}

/** `Benchtop: Train…`: dataset, features and model by quick pick, each with its default first. */
export class TrainWizard {
  readonly #parts: WizardParts;
  #last: Choices | null = null;

  constructor(parts: WizardParts) {
    this.#parts = parts;
  }

  /** @param dataset skips the first step. */
  async run(dataset?: string): Promise<void> {
    await this.#parts.messages.guard("ask what to train", async () => {
      try {
        await this.#ask(dataset);
      } catch (error) {
        if (!(error instanceof Declined)) throw error;
      }
    });
  }

  /** Writes what was picked last as an experiment file. */
  async saveLast(): Promise<void> {
    const choices = this.#last;
    if (choices !== null) await this.#parts.messages.guard("save the experiment file", () => saveChoices(choices));
    else
      void window
        .showInformationMessage("Choose what to train first; then the choices can be saved.", "Train…")
        .then(async (answer) => {
          if (answer !== undefined) await this.run();
        });
  }

  async #ask(given: string | undefined): Promise<void> {
    const first = given === undefined ? 1 : 2;
    let step = first;
    let dataset = given ?? "";
    let features: FeatureChoice | null = null;
    let adjusted: Adjusted = {};
    while (step > 0) {
      if (step === 1) {
        const result = await pickDataset({ title, steps: 3, ...this.#parts });
        if (result === null) return;
        dataset = result;
        step = 2;
      } else if (step === 2) {
        const result = await this.#askFeatures(dataset, first === 1);
        if (result.kind === "back") step = 1;
        else if (result.kind === "left" || result.item.value === null) return;
        else if ("recipe" in result.item.value) {
          await this.#finish({ dataset, recipe: result.item.value }, false);
          return;
        } else if ("columns" in result.item.value) {
          const settled = await chooseColumns(title, dataset, this.#parts.services, true);
          if (settled === "left") return;
          if (settled === "stored") await this.#parts.finder.renew(dataset);
        } else if ("vectors" in result.item.value) {
          const { vectors } = result.item.value;
          const adjusting = await adjustStep({ title, step: 2, steps: 3, vectors, adjusted });
          if (adjusting.kind === "left") return;
          if (adjusting.kind === "back") continue;
          ({ features, adjusted } = adjusting);
          step = 3;
        } else {
          features = result.item.value;
          step = 3;
        }
      } else if (features !== null) {
        const result = await this.#askModel(dataset, features);
        if (result.kind === "left") return;
        if (result.kind === "back") step = 2;
        else {
          await this.#finish({ dataset, features, model: result.item.value }, result.kind === "button");
          return;
        }
      }
    }
  }

  async #finish(choices: Choices, save: boolean): Promise<void> {
    this.#last = choices;
    void commands.executeCommand("setContext", "benchtop.hasChoices", true);
    if (save) await saveChoices(choices);
    else await this.#parts.starter.trainChoices(choices.dataset, (write) => choicesDocument(choices, write));
  }

  #askFeatures(dataset: string, canGoBack: boolean): Promise<StepResult<PartItem>> {
    const items = async (): Promise<readonly PartItem[]> => {
      const { layout } = (await this.#resolve(dataset, {})).dataset;
      const vectors = layout.text === undefined ? [] : await findVectors(dataset);
      const features = layout.text === undefined ? columnFeatures(layout) : textFeatures(vectors);
      const adjust = layout.text === undefined ? [] : [choiceItem({ ...adjustChoice, vectors })];
      const recipes = recipeChoices(layout, vectors).map(choiceItem);
      const columns: ColumnsChoice = {
        label: "Columns and format…",
        sentence: `The file is read as ${layoutWords(layout)}: confirm it, or say otherwise.`,
        columns: true,
      };
      return [...features.map(choiceItem), ...adjust, choiceItem(columns), recipeSeparator, ...recipes];
    };
    return quickPickStep({
      title,
      step: 2,
      steps: 3,
      placeholder: `Features: what the model sees of ${fileName(dataset)}; or a recipe: all choices in one`,
      items: items(),
      canGoBack,
    });
  }

  #askModel(dataset: string, features: FeatureChoice): Promise<StepResult<Item<ModelChoice>>> {
    const items = async (): Promise<readonly Item<ModelChoice>[]> => {
      const chosen = features.value?.((path) => path);
      const resolved = await this.#resolve(dataset, chosen === undefined ? {} : { features: chosen });
      return modelChoices(resolved.model, resolved.features).map(choiceItem);
    };
    return quickPickStep({
      title,
      step: 3,
      steps: 3,
      placeholder: "Model: what learns to tell the classes apart",
      items: items(),
      button: saveButton,
      canGoBack: true,
    });
  }

  async #resolve(dataset: string, more: object): Promise<ResolvedExperiment> {
    await this.#parts.outside.confirm([dataset]);
    const text = JSON.stringify({ dataset, ...more });
    return this.#parts.services().training.resolve({ text, file: null, folder: folderOf(dataset) });
  }
}

function choiceItem<T extends { readonly label: string; readonly sentence: string }>(choice: T): Item<T> {
  return { label: withoutIcons(choice.label), detail: choice.sentence, value: choice };
}

async function saveChoices(choices: Choices): Promise<void> {
  const folder = folderOf(choices.dataset);
  const text = (write: (path: string) => string): string =>
    `${JSON.stringify(choicesDocument(choices, write), null, 2)}\n`;
  await saveExperimentFile(folder, fileStem(choices.dataset), text);
}
