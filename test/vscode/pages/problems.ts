import { setTimeout as wait } from "node:timers/promises";
import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The Problems view at the bottom of the window. */
export class ProblemsView {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  async show(): Promise<void> {
    await this.workbench.command("Problems: Focus on Problems View");
    await this.panel().waitFor();
  }

  row(text: string | RegExp): Locator {
    return this.panel().locator(".monaco-list-row").filter({ hasText: text }).first();
  }

  async texts(): Promise<string[]> {
    const texts = await this.panel().locator(".monaco-list-row").allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
  }

  /** Opens the quick fixes of a problem by its light bulb, which shows once there are any, and takes one. */
  async fix(problem: string | RegExp, fix: string | RegExp): Promise<void> {
    await this.row(problem).click();
    await this.row(problem).locator(".codicon-lightbulb, .codicon-light-bulb").click();
    const entry = this.workbench.page.locator(".monaco-menu .action-item").filter({ hasText: fix }).first();
    await entry.waitFor();
    // The menu ignores a release of the mouse that comes within its first moments: it may belong to the click that opened it.
    await wait(400);
    await entry.click();
    await entry.waitFor({ state: "hidden" });
  }

  private panel(): Locator {
    return this.workbench.page.locator(".markers-panel");
  }
}
