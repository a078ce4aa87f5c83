import { describe, expect, it } from "vitest";
import { rateChoices } from "../../../../src/ui/train/rateChoices.ts";

const points = [] as const;

describe("the learning rates to pick", () => {
  it("are the suggestion first, then the bolder one, to two digits as they are shown", () => {
    const choices = rateChoices({ points, steepest: 0.0314, tenth: 0.127, suggested: 0.0314, ended: "all" });
    expect(choices).toEqual([
      { label: "0.031", rate: 0.031, detail: "Suggested: where the loss falls fastest." },
      { label: "0.13", rate: 0.13, detail: "Bolder: a tenth of the rate at which the loss is lowest." },
    ]);
  });

  it("say that the test was stopped, and are none where the loss never falls", () => {
    const [only] = rateChoices({ points, steepest: null, tenth: 1e-4, suggested: 1e-4, ended: "stopped" });
    expect(only?.detail).toContain("higher rates were not tried");
    expect(rateChoices({ points, steepest: null, tenth: null, suggested: null, ended: "all" })).toEqual([]);
  });
});
