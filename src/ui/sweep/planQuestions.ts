import { type QuickPickItem, window } from "vscode";
import { usualFolds } from "../../experiment/foldedSplit.ts";
import { experimentJsonSchema, type SchemaNode } from "../../experiment/jsonSchema.ts";
import { mostFolds } from "../../experiment/specKeys.ts";
import type { PruneKind, SweepDraft, SweepMethod } from "./sweepDraft.ts";

/** A line of the wizard's plan, and what becomes of the draft where it is picked. */
export type PlanItem = QuickPickItem & { readonly act: (draft: SweepDraft) => Promise<SweepDraft | "done"> };

export const sweepTitle = "Benchtop: Sweep";

/** How a sweep is trained, a line each: method, trials, seeds, folds, pruning. */
export function planQuestions(draft: SweepDraft): readonly PlanItem[] {
  const [methods, prunes] = [choices<SweepMethod>("method"), choices<PruneKind>("prune")];
  const sentenceOf = (of: readonly Choice<string>[], value: string): string =>
    of.find((one) => one.value === value)?.sentence ?? "";
  return [
    {
      label: "method",
      description: draft.method,
      detail: sentenceOf(methods, draft.method),
      act: async (now) => {
        const method = await askChoice(methods, now.method, "How the trials are chosen");
        return method === undefined ? now : { ...now, method };
      },
    },
    ...(draft.method === "grid"
      ? []
      : [
          {
            label: "trials",
            description: String(draft.trials),
            detail: "How many choices of settings are tried.",
            act: async (now: SweepDraft) => {
              const trials = await askCount("How many trials?", now.trials, 9999);
              return trials === undefined ? now : { ...now, trials };
            },
          },
        ]),
    {
      label: "seeds",
      description: String(draft.repeat),
      detail: "Runs of each trial, a seed each: several tell chance from a better setting.",
      act: async (now) => {
        const repeat = await askCount("How many runs of each trial, with different seeds?", now.repeat, 9999);
        return repeat === undefined ? now : { ...now, repeat };
      },
    },
    {
      label: "folds",
      description: draft.folds === null ? "none" : String(draft.folds),
      detail: "Runs of each trial, each validated on another part of the examples.",
      act: async (now) => {
        const prompt = "Into how many folds? 1 for none: the split as it is.";
        const folds = await askCount(prompt, now.folds ?? usualFolds, mostFolds);
        return folds === undefined ? now : { ...now, folds: folds === 1 ? null : folds };
      },
    },
    {
      label: "pruning",
      description: draft.prune,
      detail: sentenceOf(prunes, draft.prune),
      act: async (now) => {
        const prune = await askChoice(prunes, now.prune, "Which trials are ended early");
        return prune === undefined ? now : { ...now, prune };
      },
    },
  ];
}

interface Choice<Value> {
  readonly value: Value;
  readonly sentence: string;
}

/** What a key of `sweep` may be, with its sentences, as the schema tells them. */
function choices<Value extends string>(key: string): readonly Choice<Value>[] {
  const node = experimentJsonSchema().properties?.["sweep"]?.properties?.[key];
  const named: SchemaNode | undefined = node?.enum === undefined ? node?.anyOf?.find(({ enum: one }) => one) : node;
  return (named?.enum ?? []).map((value, at) => ({
    value: value as Value,
    sentence: named?.enumDescriptions?.[at] ?? "",
  }));
}

async function askChoice<Value extends string>(
  among: readonly Choice<Value>[],
  now: Value,
  placeHolder: string,
): Promise<Value | undefined> {
  const items = among.map(({ value, sentence }) => ({
    label: value,
    detail: sentence,
    ...(value === now && { description: "as it is now" }),
    value,
  }));
  return (await window.showQuickPick(items, { title: sweepTitle, placeHolder }))?.value;
}

async function askCount(prompt: string, now: number, most: number): Promise<number | undefined> {
  const typed = await window.showInputBox({
    title: sweepTitle,
    prompt,
    value: String(now),
    validateInput: (text) =>
      /^[1-9]\d*$/.test(text.trim()) && Number(text) <= most
        ? undefined
        : `Write a whole number from 1 to ${String(most)}.`,
  });
  return typed === undefined ? undefined : Number(typed.trim());
}
