import { AxeBuilder } from "@axe-core/playwright";
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The Activations panel that is in front. */
export class ActivationsPanel {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  get content(): FrameLocator {
    return this.workbench.page
      .locator("iframe.webview.ready")
      .filter({ visible: true })
      .first()
      .contentFrame()
      .locator("iframe#active-frame")
      .contentFrame();
  }

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

  /** What axe calls serious or critical in the panel's own document, one line each. */
  async seriousProblems(): Promise<string[]> {
    const axe = new AxeBuilder({ page: this.workbench.page });
    const { violations } = await axe.include(["iframe.webview.ready", "#active-frame", "body"]).analyze();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  }
}
