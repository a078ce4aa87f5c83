import type { Backend } from "../engine/backend.ts";
import type {
  Explanation,
  ExplainedExample,
  ExplainExampleQuery,
  ExplainQuery,
  PredictQuery,
  Prediction,
} from "../protocol/predictions.ts";
import type { LabelledPart, LabellingStarted, LabelPart, StartLabelling } from "../protocol/labelling.ts";
import { explain } from "./explain.ts";
import { inputOfExample } from "./inputOfExample.ts";
import type { TrainerPorts } from "./ports.ts";
import { Labelling } from "./labelling/labelling.ts";
import { predict } from "./predict.ts";
import { RunControl } from "./runControl.ts";
import { StoredModel } from "./storedModel.ts";

/** Models kept ready, the last used ones. */
const capacity = 2;

type Ports = Pick<TrainerPorts, "files" | "readRun" | "clock">;

/** Classifies new examples with the models of runs; questions are answered one after the other. */
export class Predictors {
  readonly #ports: Ports;
  readonly #backend: Backend;
  /** By run folder, the last used last. */
  readonly #models = new Map<string, StoredModel>();
  readonly #labellings = new Map<string, { readonly labelling: Labelling; readonly model: StoredModel }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports, backend: Backend) {
    this.#ports = ports;
    this.#backend = backend;
  }

  predict({ runFolder, inputs }: PredictQuery): Promise<readonly Prediction[]> {
    return this.#inTurn(runFolder, (model, control) => predict(model, inputs, control));
  }

  explain({ runFolder, input, classId }: ExplainQuery): Promise<Explanation> {
    return this.#inTurn(runFolder, (model, control) => explain(model, input, classId, control));
  }

  explainExample(query: ExplainExampleQuery): Promise<ExplainedExample> {
    return this.#inTurn(query.runFolder, async (model, control) => {
      const { input, warning } = await inputOfExample(this.#ports, query);
      return { input, warning, explanation: await explain(model, input, query.classId, control) };
    });
  }

  /** Loads a run's model to label a file with; it is let go of after the last part, or when the thread ends. */
  label(start: StartLabelling): Promise<LabellingStarted> {
    return this.#queue(async () => {
      const model = await StoredModel.open(this.#ports, start.runFolder, this.#backend);
      this.#labellings.set(start.labellingId, { labelling: new Labelling(start, model), model });
      return { classes: model.classes, outputs: model.outputs };
    });
  }

  labelPart({ labellingId, ...part }: LabelPart): Promise<LabelledPart> {
    return this.#queue(async () => {
      const found = this.#labellings.get(labellingId);
      if (found === undefined) throw new Error(`nothing is labelled as ${labellingId}`);
      const labelled = await found.labelling.part(part, new RunControl(this.#ports.clock));
      if (part.last) {
        found.model.dispose();
        this.#labellings.delete(labellingId);
      }
      return labelled;
    });
  }

  /** Lets go of a run's model, once what was asked of it is answered. */
  forget(runFolder: string): Promise<void> {
    return this.#queue(() => {
      this.#models.get(runFolder)?.dispose();
      this.#models.delete(runFolder);
      return Promise.resolve();
    });
  }

  #inTurn<T>(runFolder: string, ask: (model: StoredModel, control: RunControl) => Promise<T>): Promise<T> {
    return this.#queue(async () => ask(await this.#model(runFolder), new RunControl(this.#ports.clock)));
  }

  #queue<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #model(runFolder: string): Promise<StoredModel> {
    const known = this.#models.get(runFolder);
    const record = await (await this.#ports.readRun(runFolder)).record();
    if (known?.record.ended === record.ended) {
      this.#models.delete(runFolder);
      this.#models.set(runFolder, known);
      return known;
    }
    known?.dispose();
    this.#models.delete(runFolder);
    const model = await StoredModel.open(this.#ports, runFolder, this.#backend);
    this.#models.set(runFolder, model);
    for (const [folder, one] of this.#models) {
      if (this.#models.size <= capacity) break;
      one.dispose();
      this.#models.delete(folder);
    }
    return model;
  }
}
