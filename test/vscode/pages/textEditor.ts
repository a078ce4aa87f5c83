import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The text editor in front. */
export class TextEditor {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Opens a file of the workspace by its path. */
  async open(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const row = this.workbench.quickPickRows().filter({ hasText: name }).first();
    // The first answer may come from the list of files of the time before, which lacks a new one: then once more.
    for (let attempt = 1; ; attempt++) {
      await this.workbench.ask("Control+P", path);
      try {
        await row.waitFor({ timeout: 4000 });
        break;
      } catch (error) {
        if (attempt === 5) throw error;
        await this.workbench.dismiss();
      }
    }
    await this.workbench.page.keyboard.press("Enter");
    await this.tab(name).waitFor();
  }

  /** The tab in front when it is that of `name`. */
  tab(name: string): Locator {
    return this.workbench.page.locator(".tabs-container .tab.active", { hasText: name });
  }

  /** The line of the cursor, from the status bar. */
  async line(): Promise<number> {
    const label = this.workbench.page.locator('.statusbar [id="status.editor.selection"]');
    const text = await label.innerText();
    const found = /Ln (\d+)/.exec(text);
    if (found === null) throw new Error(`the status bar says "${text}"`);
    return Number(found[1]);
  }

  codeLens(title: string): Locator {
    return this.workbench.page.locator(".codelens-decoration a", { hasText: new RegExp(`^\\W*${title}$`) });
  }

  /** Squiggles in the text: the editor shows what a schema refuses as a warning, what Benchtop refuses as an error. */
  problem(kind: "error" | "warning"): Locator {
    return this.workbench.page.locator(`.monaco-editor .squiggly-${kind}`);
  }
}
