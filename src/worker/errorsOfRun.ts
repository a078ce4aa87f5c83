import { UserError } from "../base/errors.ts";
import { type ClassCurves, curvesOfClass, macroCurves } from "../experiment/errors/classCurves.ts";
import { confidenceOf } from "../experiment/errors/confidence.ts";
import { thresholdsOf } from "../experiment/errors/thresholds.ts";
import type { SplitOutputs } from "../experiment/rankClass.ts";
import type { ClassCurvesQuery, ErrorAnalysis, ErrorsQuery } from "../protocol/predictions.ts";
import type { TrainerPorts } from "./ports.ts";
import { predictionsOfRun } from "./predictionsOfRun.ts";
import { RunControl } from "./runControl.ts";

type Ports = Pick<TrainerPorts, "readRun" | "clock">;

/** How sure a run is of its answers on a split, and what other thresholds would give, in slices. */
export async function errorsOfRun(ports: Ports, query: ErrorsQuery): Promise<ErrorAnalysis> {
  const control = new RunControl(ports.clock);
  const split = await outputsOfRun(ports, query);
  return {
    split: query.split,
    outputs: split.kind,
    confidence: await control.drive(confidenceOf(split)),
    thresholds: await control.drive(thresholdsOf(split)),
  };
}

/** The curves of a class of a run, or of all its classes together. */
export async function classCurvesOfRun(ports: Ports, query: ClassCurvesQuery): Promise<ClassCurves | null> {
  const split = await outputsOfRun(ports, query);
  const { classId } = query;
  if (classId !== null && !(classId >= 0 && classId < split.classes))
    throw new UserError("The run has no such class.", "Choose another.");
  return new RunControl(ports.clock).drive(classId === null ? macroCurves(split) : curvesOfClass(split, classId));
}

async function outputsOfRun(ports: Ports, { runFolder, split }: ErrorsQuery): Promise<SplitOutputs> {
  const reader = await ports.readRun(runFolder);
  const { data, model } = await reader.record();
  const classes = data?.classes.length ?? 0;
  const { outputs, truths } = await predictionsOfRun(reader, split, classes);
  return { outputs, labels: truths, classes, kind: model?.outputs ?? "probabilities" };
}
