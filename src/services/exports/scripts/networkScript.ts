import {
  evaluateCode,
  type EvaluatedCode,
  featuresCode,
  loadCode,
  networkTitle,
  optionsCode,
  resultCode,
  splitsCode,
  trainingCode,
  type TrainingLoop,
  watchedCode,
} from "./commonCode.ts";
import type { ScriptFacts } from "./scriptFacts.ts";

/** What the scripts that train a network do not share: text of Python without empty lines at its ends. */
export interface NetworkScript {
  readonly program: string;
  /** Modules beside those of the result. */
  readonly imports: readonly string[];
  /** Constants and their values, beside EPOCHS, KEPT_EPOCH and BATCH_SIZE. */
  readonly constants: readonly (readonly [name: string, value: number])[];
  /** Before the features. */
  readonly start?: string;
  /** The network and its losses. */
  readonly model: string;
  /** After the splits are read. */
  readonly made?: string;
  /** \`logits_of(split, ids)\`. */
  readonly logits: string;
  readonly evaluated: EvaluatedCode;
  /** The lines of \`outputs_of_test()\` once it has the logits. */
  readonly outputs: string;
  /** After all functions that look. */
  readonly optimizer?: string;
  readonly training: Pick<TrainingLoop, "peer" | "before" | "step">;
}

/** A script that trains a network as a run did; whatever the program, it reads, evaluates and tells in the same way. */
export function networkScript({ run, data, batchSize }: ScriptFacts, script: NetworkScript): string {
  const constants = [
    ["EPOCHS", data.epochs],
    ["KEPT_EPOCH", data.keptEpoch],
    ["BATCH_SIZE", batchSize],
    ...script.constants,
  ] as const;
  const { start, made, optimizer } = script;
  return `${networkTitle(script.program, run)}
import argparse
import json
${script.imports.join("\n")}

${constants.map(([name]) => name).join(", ")} = ${constants.map(([, value]) => String(value)).join(", ")}

${optionsCode(true)}${loadCode}
${start === undefined ? "" : `\n${start}\n\n`}
${featuresCode(data)}

${script.model}


${splitsCode(data)}
${made === undefined ? "" : `${made}\n`}${watchedCode(data)}


${script.logits}


${evaluateCode(script.evaluated)}

def outputs_of_test():
    logits = logits_of("test", np.arange(len(data["test"][0])))
${script.outputs}

${optimizer === undefined ? "" : `\n${optimizer}\n`}${resultCode}

${trainingCode({ ...script.training, hasRates: data.hasRates })}`;
}
