import type { Locator } from "playwright-core";
import { PanelPage } from "./panelPage.ts";

/** The Dataset panel that is in front. */
export class DatasetPanelPage extends PanelPage {
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
