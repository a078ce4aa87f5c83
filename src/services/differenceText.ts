import type { RunDifference } from "../protocol/verification.ts";

/** What has changed since a run was trained, as a sentence. */
export function differenceText({ what, before, now }: RunDifference): string {
  switch (what) {
    case "data":
      return now === null ? `The data file ${before} cannot be read.` : `The data (${before}) are not what they were.`;
    case "benchtop":
      return `It was trained by Benchtop ${before}; this is ${now ?? "another"}.`;
    case "node":
      return `It was trained on Node ${before}; this is ${now ?? "another"}.`;
    case "icu":
      return `Texts were normalised by ICU ${before}; here it is ${now ?? "another"}.`;
    case "resumed":
      return `It was resumed from ${before}; the rest of it was computed otherwise.`;
    case "kernelFlavour":
      return `It was computed by the kernels ${before}; this machine has ${now ?? "others"}.`;
  }
}
