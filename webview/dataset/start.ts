import "./dataset.css";
import type { DatasetPanelNotifications, DatasetPanelRequests } from "../../src/protocol/datasetPanel.ts";
import { typed } from "../../src/protocol/connection.ts";
import { connectToHost } from "../rpc.ts";
import { FigureChart } from "../run/errors/figureChart.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { ExampleList } from "./exampleList.ts";
import { LikenessPages } from "./likenessPages.ts";
import { DatasetPanel } from "./panel.ts";

/** Starts the page of a Dataset panel. */
export function startDatasetPanel(api: VsCodeApi): void {
  customElements.define("benchtop-figure-chart", FigureChart);
  customElements.define("benchtop-example-list", ExampleList);
  customElements.define("benchtop-likenesses", LikenessPages);
  customElements.define("benchtop-dataset-panel", DatasetPanel);
  const panel = new DatasetPanel();
  document.body.append(panel);
  panel.start(
    named(api, document.body.dataset["dataset"]),
    typed<DatasetPanelRequests, object, object, DatasetPanelNotifications>(connectToHost(api)),
  );
}

/** The API whose stored state also names the dataset, by which the host finds it after a reload of the window. */
function named(api: VsCodeApi, dataset: string | undefined): VsCodeApi {
  return {
    postMessage: (message) => {
      api.postMessage(message);
    },
    getState: () => api.getState(),
    setState: (state) => {
      api.setState({ ...(typeof state === "object" ? state : {}), dataset });
    },
  };
}
