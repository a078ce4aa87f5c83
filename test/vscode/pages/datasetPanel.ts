import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The Dataset panel that is in front. */
export class DatasetPanelPage {
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

  async openTab(name: string): Promise<void> {
    await this.content.getByRole("tab", { name, exact: true }).click();
  }

  classRow(name: string): Locator {
    return this.content.getByTestId("classes").locator("tbody tr").filter({ hasText: name });
  }

  example(text: string): Locator {
    return this.content.locator(".example-rows .example-row", { hasText: text });
  }
}
