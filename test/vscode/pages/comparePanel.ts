import type { Locator } from "playwright-core";
import { PanelPage } from "./panelPage.ts";

/** The Compare panel that is in front. */
export class ComparePanel extends PanelPage {
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
}
