import type { QuickPickItem } from "vscode";
import { type Adjusted, adjustedFeatures, type AdjustOption, adjustOptions, picked } from "./adjustFeatures.ts";
import type { FeatureChoice, VectorsFile } from "./choices.ts";
import { quickPickStep } from "./quickPickStep.ts";

interface AdjustItem extends QuickPickItem {
  readonly option?: AdjustOption;
}

export interface AdjustStep {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly vectors: readonly VectorsFile[];
  /** What was picked the last time round. */
  readonly adjusted: Adjusted;
}

export type AdjustResult =
  | { readonly kind: "picked"; readonly features: FeatureChoice; readonly adjusted: Adjusted }
  | { readonly kind: "back" }
  | { readonly kind: "left" };

/** Text features option by option: a list that shows what each is set to, and a list of values behind each. */
export async function adjustStep({ vectors, adjusted: first, ...place }: AdjustStep): Promise<AdjustResult> {
  let adjusted = first;
  for (;;) {
    const features = adjustedFeatures(adjusted, vectors);
    const items = [
      { label: features.label, detail: features.sentence },
      ...adjustOptions(adjusted, vectors).map((option) => optionItem(option, adjusted)),
    ];
    const placeholder = "Adjust features: pick an option to change it, or use them as they are";
    const result = await quickPickStep<AdjustItem>({
      ...place,
      placeholder,
      items: Promise.resolve(items),
      canGoBack: true,
    });
    if (result.kind === "left" || result.kind === "back") return { kind: result.kind };
    const { option } = result.item;
    if (option === undefined) return { kind: "picked", features, adjusted };
    const value = await quickPickStep({
      ...place,
      placeholder: `${option.label}: ${option.sentence}`,
      items: Promise.resolve(valueItems(option, adjusted)),
      canGoBack: true,
    });
    if (value.kind === "left") return { kind: "left" };
    if (value.kind !== "back") adjusted = { ...adjusted, [option.key]: value.item.label };
  }
}

function optionItem(option: AdjustOption, adjusted: Adjusted): AdjustItem {
  return { label: option.label, description: picked(option, adjusted).label, detail: option.sentence, option };
}

function valueItems(option: AdjustOption, adjusted: Adjusted): QuickPickItem[] {
  const now = picked(option, adjusted).label;
  return option.values.map(({ label, sentence }) => ({
    label,
    detail: sentence,
    ...(label === now && { description: "as it is now" }),
  }));
}
