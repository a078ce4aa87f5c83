import "./panel.css";
import { startActivationsPanel } from "./activations/start.ts";
import { startComparePanel } from "./compare/start.ts";
import { startDatasetPanel } from "./dataset/start.ts";
import { BenchtopMenu } from "./menu.ts";
import { startRunPanel } from "./run/start.ts";
import { registerToolkit } from "./toolkit.ts";
import { vsCodeApi } from "./vscodeApi.ts";

/** All panels are one bundle, so that what they share is shipped once; the page says which of them it is. */
const pages: Readonly<Record<string, (api: ReturnType<typeof vsCodeApi>) => void>> = {
  run: startRunPanel,
  compare: startComparePanel,
  activations: startActivationsPanel,
  dataset: startDatasetPanel,
};

registerToolkit();
customElements.define("benchtop-menu", BenchtopMenu);
pages[document.body.dataset["page"] ?? ""]?.(vsCodeApi());
