import { ConfusionGrid } from "../run/confusionGrid.ts";
import { ConfusionSet } from "./confusionSet.ts";
import { DifferenceGrid } from "./differenceGrid.ts";
import { Differences } from "./differences.ts";
import { FlippedExamples } from "./flips.ts";
import { FoldPools } from "./foldPools.ts";
import { PooledExamples } from "./pooledExamples.ts";

/** Defines the third tab of the Compare panel and what it is made of. */
export function defineDifferences(): void {
  customElements.define("benchtop-confusion-grid", ConfusionGrid);
  customElements.define("benchtop-difference-grid", DifferenceGrid);
  customElements.define("benchtop-confusion-set", ConfusionSet);
  customElements.define("benchtop-pooled-examples", PooledExamples);
  customElements.define("benchtop-fold-pools", FoldPools);
  customElements.define("benchtop-flips", FlippedExamples);
  customElements.define("benchtop-differences", Differences);
}
