import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type EpochFigure, Plateau, type PlateauOptions } from "../../../src/engine/plateau.ts";

interface Stored {
  readonly rate: number;
  readonly courses: Readonly<Record<string, readonly (number | null)[]>>;
  readonly cases: readonly {
    readonly course: string;
    readonly setting: PlateauOptions & Pick<EpochFigure, "better">;
    readonly rates: readonly number[];
  }[];
}

describe("reduceOnPlateau", async () => {
  const file = new URL("../../fixtures/plateau/pytorch.json", import.meta.url);
  const stored = JSON.parse(await readFile(file, "utf8")) as Stored;
  for (const { course, setting, rates } of stored.cases) {
    const { better, factor, patience } = setting;
    it(`follows PyTorch where the figure goes ${course}, ${better} is better, factor ${String(factor)}, patience ${String(patience)}`, () => {
      const plateau = new Plateau(setting, stored.rate);
      const seen = (stored.courses[course] ?? []).map((value) => {
        plateau.tell({ value: value ?? NaN, better });
        return plateau.rate;
      });
      expect(seen).toEqual(rates);
    });
  }
});
