import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** The window around everything: palette, quick picks, activity bar, window commands. */
export class Workbench {
  readonly page: Page;
  private readonly input: Locator;
  private readonly widget: Locator;

  constructor(page: Page) {
    this.page = page;
    this.widget = page.locator(".quick-input-widget");
    this.input = this.widget.locator("input[type=text]");
  }

  /** Waits until the window is up and its extension host answers. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.activity("Benchtop").waitFor({ timeout: 60_000 });
  }

  /** Opens a quick input by its key and types into it. It closes when something else takes the focus: then once more. */
  async ask(key: "F1" | "Control+P", text: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press(key);
      try {
        await this.input.fill(text, { timeout: 3000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.ask("F1", `>${title}`);
    // What matches better by the editor's lights, or was used of late, may stand above it.
    const exact = this.quickPickRows().filter({
      has: this.page.locator(".monaco-icon-label", { hasText: new RegExp(`^\\s*${escapeRegExp(title)}\\s*$`) }),
    });
    await exact.first().click();
  }

  /** Titles of the palette that match what is typed. */
  async commands(typed: string): Promise<string[]> {
    await this.ask("F1", `>${typed}`);
    await this.quickPickRows().first().waitFor();
    const rows = await this.quickPickRows().allInnerTexts();
    await this.dismiss();
    return rows;
  }

  quickPickRows(): Locator {
    return this.widget.locator(".quick-input-list .monaco-list-row");
  }

  /** The title or the placeholder of the quick pick or input box that is open. */
  async quickPickPrompt(): Promise<string> {
    await this.widget.waitFor();
    const title = await this.widget.locator(".quick-input-title").innerText();
    return `${title} ${(await this.input.getAttribute("placeholder")) ?? ""}`.trim();
  }

  /** Takes what is selected once the quick pick shows rows. */
  async acceptFirst(): Promise<string> {
    const row = this.widget.locator(".quick-input-list .monaco-list-row.focused");
    await row.waitFor();
    const text = await row.innerText();
    await this.page.keyboard.press("Enter");
    return text;
  }

  /** Types into an input box and accepts. */
  async type(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Pastes what was copied into the input box that is open, and accepts once it reads so. */
  async paste(reads: RegExp): Promise<void> {
    await this.input.waitFor();
    await this.input.focus();
    await this.page.keyboard.press("Control+V");
    await expect.poll(() => this.input.inputValue()).toMatch(reads);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Types a path into the file dialog that is open and accepts. The dialog writes its own path over what is typed before it
   * has listed the folder, and takes no Enter while it lists one, so that it is asked until it has gone.
   */
  async typePath(path: string): Promise<void> {
    const asked = await this.widget.locator(".quick-input-title").innerText();
    const open = this.widget.locator(".quick-input-title").filter({ hasText: asked });
    for (let tries = 0; tries < 8; tries++) {
      await this.quickPickRows().first().waitFor();
      await this.input.fill(path);
      await this.page.keyboard.press("Enter");
      const gone = await open.waitFor({ state: "hidden", timeout: 4_000 }).then(
        () => true,
        () => false,
      );
      if (gone) return;
    }
    throw new Error(`the dialog “${asked}” did not take ${path}`);
  }

  /** Presses the button of the file dialog that is open, which takes what it shows. */
  async pressInDialog(button: string): Promise<void> {
    await this.widget.locator(".monaco-button").filter({ hasText: button }).click();
    await this.widget.waitFor({ state: "hidden" });
  }

  /** Types the wanted entry into the quick pick whose prompt matches, and takes it. */
  async choose(prompt: RegExp, entry: string): Promise<void> {
    await this.page.locator(".quick-input-widget input[placeholder]").and(this.page.getByPlaceholder(prompt)).waitFor();
    await this.input.fill(entry);
    await this.quickPickRows().filter({ hasText: entry }).first().waitFor();
    await this.page.keyboard.press("Enter");
    // What is asked next may take its place at once.
    const gone = this.page.locator(".quick-input-widget", { has: this.page.getByPlaceholder(prompt) });
    await gone.waitFor({ state: "hidden" });
  }

  async dismiss(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.widget.waitFor({ state: "hidden" });
  }

  activity(name: string): Locator {
    return this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${name}"])`);
  }

  async showContainer(name: string): Promise<void> {
    const item = this.activity(name);
    if (!(await item.evaluate((element) => element.classList.contains("checked")))) await item.click();
    await this.page
      .locator(".sidebar .composite.title")
      .filter({ hasText: new RegExp(name, "i") })
      .waitFor();
  }

  statusBar(): Locator {
    return this.page.locator(".statusbar");
  }

  /** Titles of the open editors' tabs. */
  async tabs(): Promise<string[]> {
    const labels = await this.page.locator(".tabs-container .tab .monaco-icon-label").allInnerTexts();
    return labels.map((label) => label.replaceAll("\n", ""));
  }

  /** Brings an open editor to the front of its group; the first of several of that title. */
  async showTab(title: string): Promise<void> {
    await this.page.locator(".tabs-container .tab").filter({ hasText: title }).first().click();
  }

  /** `Developer: Reload Window`, and waits until the window is back. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.command("Developer: Reload Window");
    await loaded;
    await this.ready();
  }
}

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
