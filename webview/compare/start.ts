import "./compare.css";
import "./differences.css";
import "./sweep.css";
import { typed } from "../../src/protocol/connection.ts";
import type { ComparePanelNotifications, ComparePanelRequests } from "../../src/protocol/comparePanel.ts";
import { connectToHost } from "../rpc.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { ColumnPicker } from "./columnPicker.ts";
import { CurvesTab } from "./curvesTab.ts";
import { defineDifferences } from "./differenceElements.ts";
import { FilterBar } from "./filterBar.ts";
import { OverlayChart } from "./overlayChart.ts";
import { ComparePanel } from "./panel.ts";
import { ParallelPlot } from "./parallelPlot.ts";
import { RunGrid } from "./runGrid.ts";
import { SweepScatter } from "./sweepScatter.ts";
import { SweepTab } from "./sweepTab.ts";

/** Starts the page of the Compare panel. */
export function startComparePanel(api: VsCodeApi): void {
  customElements.define("benchtop-run-grid", RunGrid);
  customElements.define("benchtop-filter-bar", FilterBar);
  customElements.define("benchtop-column-picker", ColumnPicker);
  customElements.define("benchtop-overlay-chart", OverlayChart);
  customElements.define("benchtop-compare-curves", CurvesTab);
  defineDifferences();
  customElements.define("benchtop-parallel", ParallelPlot);
  customElements.define("benchtop-sweep-scatter", SweepScatter);
  customElements.define("benchtop-sweep", SweepTab);
  customElements.define("benchtop-compare-panel", ComparePanel);
  const panel = new ComparePanel();
  document.body.append(panel);
  panel.start(api, typed<ComparePanelRequests, object, object, ComparePanelNotifications>(connectToHost(api)));
}
