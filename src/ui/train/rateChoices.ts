import type { RateTest } from "../../experiment/rateTest.ts";

/** A learning rate to pick, with why. */
export interface RateChoice {
  readonly label: string;
  readonly detail: string;
  /** To two digits, as it is shown. */
  readonly rate: number;
}

/** The rates that a range test points at, the suggestion first; none where the loss never falls. */
export function rateChoices({ suggested, steepest, tenth, ended }: RateTest): readonly RateChoice[] {
  if (suggested === null) return [];
  const early = ended === "stopped" ? " The test was stopped: higher rates were not tried." : "";
  const why = (rate: number): string =>
    rate === steepest ? "where the loss falls fastest" : "a tenth of the rate at which the loss is lowest";
  const others = [steepest, tenth].filter((rate): rate is number => rate !== null && rate !== suggested);
  return [
    { ...shown(suggested), detail: `Suggested: ${why(suggested)}.${early}` },
    ...others.map((rate) => ({ ...shown(rate), detail: `Bolder: ${why(rate)}.` })),
  ];
}

function shown(rate: number): { readonly label: string; readonly rate: number } {
  const rounded = Number(rate.toPrecision(2));
  return { label: String(rounded), rate: rounded };
}
