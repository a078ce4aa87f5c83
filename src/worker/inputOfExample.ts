import { UserError } from "../base/errors.ts";
import type { ExampleInput } from "../data/inputTable.ts";
import type { ExplainExampleQuery } from "../protocol/predictions.ts";
import { findExamples } from "./excerpts.ts";
import type { TrainerPorts } from "./ports.ts";
import { placesOfRun } from "./predictionsOfRun.ts";
import { inputOf } from "./readLines.ts";

/** The whole of an example of a run, read from its data file. UserError where it is not there any more. */
export async function inputOfExample(
  ports: Pick<TrainerPorts, "files" | "readRun">,
  { runFolder, baseFolder, split, example }: ExplainExampleQuery,
): Promise<{ readonly input: ExampleInput; readonly warning: string | null }> {
  const reader = await ports.readRun(runFolder);
  const record = await reader.record();
  const place = (await placesOfRun(reader, split))(example);
  const { found, warning } = await findExamples(ports, { record, baseFolder }, [place]);
  const row = found[0]?.row;
  if (row === undefined)
    throw new UserError(
      warning ?? "The example is not in its file any more.",
      "Put the file back as it was, or copy the text into “Try a text”.",
      { file: found[0]?.file ?? "", line: place.line },
    );
  return { input: inputOf(row, record.experiment.dataset.layout), warning };
}
