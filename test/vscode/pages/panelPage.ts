import { AxeBuilder } from "@axe-core/playwright";
import type { FrameLocator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The panel that is in front: a webview, so everything of it is in a frame within a frame. */
export class PanelPage {
  protected readonly workbench: Workbench;

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

  /** What axe calls serious or critical in the panel's own document, one line each. */
  async seriousProblems(): Promise<string[]> {
    const axe = new AxeBuilder({ page: this.workbench.page });
    const { violations } = await axe.include(["iframe.webview.ready", "#active-frame", "body"]).analyze();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  }
}
