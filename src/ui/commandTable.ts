/** Ids of the contributed commands, without `benchtop.` before them. */
export const commandNames = [
  "train",
  "trainExperiment",
  "trainDataset",
  "trainDatasetWith",
  "trainBaselines",
  "findLearningRate",
  "trainVectors",
  "sweep",
  "runWithSeeds",
  "runWithFolds",
  "resumeSweep",
  "openDataset",
  "inspectDataset",
  "refreshDatasets",
  "refreshRuns",
  "groupRuns",
  "filterRuns",
  "clearRunFilter",
  "starRun",
  "unstarRun",
  "tagRun",
  "noteRun",
  "setBaseline",
  "clearBaseline",
  "openRun",
  "compareRuns",
  "compareActivations",
  "runStudy",
  "stopRun",
  "pauseRun",
  "resumeRun",
  "renameRun",
  "deleteRun",
  "revealRun",
  "saveRunExperiment",
  "exportRun",
  "crossCheckRun",
  "predict",
  "trainAgain",
  "saveChoices",
  "openRunsOfExperiment",
  "openSamples",
  "showLog",
] as const;
type CommandName = (typeof commandNames)[number];

/** What a command does with the arguments that the editor hands it: a row of a tree, a file, or nothing. */
export type CommandHandler = (...args: unknown[]) => Promise<unknown>;

/** One handler for each of some commands. */
export type CommandTable<Names extends CommandName = CommandName> = Readonly<Record<Names, CommandHandler>>;
