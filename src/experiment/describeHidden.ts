import type { HiddenLayerSpec } from "./specModel.ts";

/** A hidden layer in a few words, such as "64 relu units, batch norm, dropout 0.2, residual". */
export function describeHidden({ units, activation, norm, dropout = 0, residual = false }: HiddenLayerSpec): string {
  const parts = [`${String(units)} ${activation} units`];
  if (norm !== undefined) parts.push(describeNorm(norm));
  if (dropout > 0) parts.push(`dropout ${String(dropout)}`);
  if (residual === true || residual === 1) parts.push("residual");
  else if (residual !== false) parts.push(`residual over ${String(residual)} layers`);
  return parts.join(", ");
}

const placeNames = { input: "of its input", weightedSum: "of its weighted sum", output: "of its output" } as const;

function describeNorm(norm: NonNullable<HiddenLayerSpec["norm"]>): string {
  if (typeof norm === "string") return `${norm} norm`;
  const { kind, place, epsilon } = norm;
  const where = place === "weightedSum" ? "" : ` ${placeNames[place]}`;
  const options = [
    ...(epsilon === 1e-5 ? [] : [`epsilon ${String(epsilon)}`]),
    ...(norm.kind === "layer" || norm.momentum === 0.1 ? [] : [`momentum ${String(norm.momentum)}`]),
  ];
  return `${kind} norm${where}${options.length === 0 ? "" : ` (${options.join(", ")})`}`;
}
