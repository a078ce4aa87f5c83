import { AxeBuilder } from "@axe-core/playwright";
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The Compare panel that is in front. */
export class ComparePanel {
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

  grid(): Locator {
    return this.content.getByTestId("run-grid");
  }

  /** The text of a row's cells, by the run's name. */
  row(name: string): Locator {
    return this.content.locator(".run-rows .run-row").filter({ hasText: name });
  }

  rows(): Locator {
    return this.content.locator(".run-rows .run-row");
  }

  async tab(name: "Table" | "Curves" | "Differences" | "Sweep"): Promise<void> {
    await this.content.getByRole("tab", { name, exact: true }).click();
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
