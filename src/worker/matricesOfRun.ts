import { UserError } from "../base/errors.ts";
import { restoreFeaturizer } from "../data/featurize.ts";
import type { FeaturizerState } from "../data/featurizer.ts";
import { type SplitName, splitNames } from "../data/table.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { LabelledMatrix } from "../models/classifier.ts";
import type { TrainerPorts } from "./ports.ts";
import { labelsOf } from "./fittedFeatures.ts";
import { KeptPreparation } from "./keptPreparation.ts";
import { readData } from "./prepare.ts";
import { RunControl } from "./runControl.ts";

/**
 * The features of every split that a run was trained and measured on, from its data files and fitted features. UserError
 * where the data are not those of the run.
 */
export async function matricesOfRun(
  { files, clock }: Pick<TrainerPorts, "files" | "clock">,
  { record, baseFolder }: { readonly record: RunRecord; readonly baseFolder: string },
  state: FeaturizerState,
): Promise<Readonly<Partial<Record<SplitName, LabelledMatrix>>>> {
  const control = new RunControl(clock);
  const { experiment, fingerprints } = record;
  const dataset = {
    ...experiment.dataset,
    files: experiment.dataset.files.map((file) => ({ ...file, path: files.resolve(baseFolder, file.path) })),
  };
  const data = await readData(
    { ...experiment, dataset },
    {
      files,
      control,
      kept: new KeptPreparation(),
      writer: { features: () => Promise.resolve() },
      shown: (path) => path,
      phase: () => undefined,
    },
  );
  if (data.fingerprint !== fingerprints.data)
    throw new UserError("The data changed since the run.", "Put the files back as they were, or train again.", {
      file: dataset.files[0]?.path ?? "",
    });
  const featurizer = restoreFeaturizer(experiment.features, state);
  const made: Partial<Record<SplitName, LabelledMatrix>> = {};
  for (const name of splitNames) {
    const ids = data.splits[name];
    if (ids === undefined) continue;
    await control.breathe();
    const { matrix } = await control.drive(featurizer.transform(data.table, ids));
    made[name] = { features: matrix, labels: labelsOf(data.table, ids) };
  }
  return made;
}
