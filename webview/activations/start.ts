import "./activations.css";
import type { ActivationsPanelNotifications, ActivationsPanelRequests } from "../../src/protocol/activationsPanel.ts";
import { typed } from "../../src/protocol/connection.ts";
import { OverlayChart } from "../compare/overlayChart.ts";
import { connectToHost } from "../rpc.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { ActivationsPanel } from "./panel.ts";
import { StudyCurves } from "./studyCurves.ts";

/** Starts the page of the Activations panel. */
export function startActivationsPanel(api: VsCodeApi): void {
  customElements.define("benchtop-overlay-chart", OverlayChart);
  customElements.define("benchtop-study-curves", StudyCurves);
  customElements.define("benchtop-activations-panel", ActivationsPanel);
  const panel = new ActivationsPanel();
  document.body.append(panel);
  panel.start(api, typed<ActivationsPanelRequests, object, object, ActivationsPanelNotifications>(connectToHost(api)));
}
