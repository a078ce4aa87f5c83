import "./run.css";
import "./verification.css";
import "./confusion.css";
import "./errors/errors.css";
import "./why/why.css";
import type {
  RunPanelHostNotifications,
  RunPanelNotifications,
  RunPanelRequests,
} from "../../src/protocol/runPanel.ts";
import { typed } from "../../src/protocol/connection.ts";
import { connectToHost } from "../rpc.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { RunChangesView } from "./changes.ts";
import { ClassTable } from "./classTable.ts";
import { RunConfusion } from "./confusion.ts";
import { ConfusionGrid } from "./confusionGrid.ts";
import { RunCurveChart } from "./curveChart.ts";
import { AnswerList } from "./errors/answerList.ts";
import { ErrorConfidence } from "./errors/confidence.ts";
import { FigureChart } from "./errors/figureChart.ts";
import { RunErrors } from "./errors/errors.ts";
import { ThresholdTable } from "./errors/thresholdTable.ts";
import { TryExample } from "./why/tryExample.ts";
import { WhyExample } from "./why/whyExample.ts";
import { withRunId } from "./namedState.ts";
import { RunPanel } from "./panel.ts";

/** Starts the page of a Run panel. */
export function startRunPanel(plain: VsCodeApi): void {
  customElements.define("benchtop-curve-chart", RunCurveChart);
  customElements.define("benchtop-confusion-grid", ConfusionGrid);
  customElements.define("benchtop-class-table", ClassTable);
  customElements.define("benchtop-confusion", RunConfusion);
  customElements.define("benchtop-figure-chart", FigureChart);
  customElements.define("benchtop-threshold", ThresholdTable);
  customElements.define("benchtop-answers", AnswerList);
  customElements.define("benchtop-confidence", ErrorConfidence);
  customElements.define("benchtop-errors", RunErrors);
  customElements.define("benchtop-why", WhyExample);
  customElements.define("benchtop-try", TryExample);
  customElements.define("benchtop-changes", RunChangesView);
  customElements.define("benchtop-run-panel", RunPanel);
  const api = withRunId(plain, document.body.dataset["runId"]);
  const panel = new RunPanel();
  document.body.append(panel);
  panel.start(
    api,
    typed<RunPanelRequests, object, RunPanelHostNotifications, RunPanelNotifications>(connectToHost(api)),
  );
}
