import type { Locator } from "playwright-core";
import { PanelPage } from "./panelPage.ts";

/** The Activations panel that is in front. */
export class ActivationsPanel extends PanelPage {
  /** The cards of the functions. */
  functions(): Locator {
    return this.content.locator(".function-card");
  }

  button(name: "run" | "stop"): Locator {
    return this.content.getByTestId(name);
  }

  field(label: string): Locator {
    return this.content.getByRole("textbox", { name: label });
  }

  /** The experiment or dataset that is chosen. */
  source(): Locator {
    return this.content.locator('vscode-dropdown[aria-label="experiment or dataset"]');
  }

  reportRows(): Locator {
    return this.content.getByTestId("report-table").locator("tbody tr");
  }

  sentences(): Locator {
    return this.content.locator(".sentences li");
  }
}
