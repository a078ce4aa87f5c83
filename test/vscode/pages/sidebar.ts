import { setTimeout as wait } from "node:timers/promises";
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Workbench } from "./workbench.ts";

/** One tree view of the Benchtop container. */
class TreeView {
  protected readonly workbench: Workbench;
  private readonly name: string;

  constructor(workbench: Workbench, name: string) {
    this.workbench = workbench;
    this.name = name;
  }

  async show(): Promise<void> {
    await this.workbench.showContainer("Benchtop");
    await this.pane().waitFor();
  }

  private pane(): Locator {
    return this.workbench.page.locator(".sidebar .pane", {
      has: this.workbench.page.locator(".pane-header", { hasText: new RegExp(`^\\s*${this.name}`, "i") }),
    });
  }

  rows(): Locator {
    return this.pane().locator(".monaco-list-row");
  }

  row(text: string | RegExp): Locator {
    return this.rows().filter({ hasText: text }).first();
  }

  /** What each row shows, its description included. */
  async texts(): Promise<string[]> {
    const texts = await this.rows().allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
  }

  /** The text of the welcome view, empty when the tree has rows. */
  async welcome(): Promise<string> {
    const welcome = this.pane().locator(".welcome-view-content");
    return (await welcome.count()) > 0 && (await welcome.first().isVisible()) ? welcome.first().innerText() : "";
  }

  /** Opens a row that has children, if it is closed. */
  async expand(text: string | RegExp): Promise<void> {
    const row = this.row(text);
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) === "false") await row.locator(".monaco-tl-twistie").click();
  }

  async select(text: string | RegExp): Promise<void> {
    await this.row(text).locator(".monaco-icon-label").click();
  }

  /** Presses an inline action, which shows on hover. */
  async inline(text: string | RegExp, action: string): Promise<void> {
    const row = this.row(text);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  /** The same on a row that is drawn anew all the time, as of a run that trains: a press in between is lost. */
  async inlineUntil(text: string | RegExp, action: string, after: RegExp): Promise<void> {
    await expect
      .poll(
        async () => {
          if (await this.row(after).isVisible()) return true;
          await this.inline(text, action).catch(() => undefined);
          return this.row(after)
            .waitFor({ timeout: 10_000 })
            .then(
              () => true,
              () => false,
            );
        },
        { timeout: 90_000 },
      )
      .toBe(true);
  }

  /** Chooses from the context menu; opens it again where the row was drawn anew, or was not yet what has that entry. */
  async context(text: string | RegExp, entry: string): Promise<void> {
    const { page } = this.workbench;
    const item = page.locator(".monaco-menu .action-item", { hasText: new RegExp(`^${entry}`) }).first();
    await expect
      .poll(async () => {
        await this.row(text).click({ button: "right" });
        const isThere = await item.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
        if (!isThere) await page.keyboard.press("Escape");
        return isThere;
      })
      .toBe(true);
    // The menu ignores a release of the mouse that comes within its first moments: it may belong to the click that opened it.
    await wait(400);
    await item.click();
    await item.waitFor({ state: "hidden" });
  }
}

export class DatasetsView extends TreeView {
  constructor(workbench: Workbench) {
    super(workbench, "Datasets");
  }
}

export class RunsView extends TreeView {
  constructor(workbench: Workbench) {
    super(workbench, "Runs");
  }
}
