/** Only a file named so is known as an experiment. */
export const experimentSuffix = ".experiment.json";
