import type { Locator, Page } from "playwright-core";

/** Names under which VS Code lists its own themes. */
export const themes = { dark: "Dark 2026", light: "Light 2026", highContrast: "Default High Contrast" } as const;
export type ThemeName = keyof typeof themes;

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

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.input.waitFor();
    await this.input.fill(`>${title}`);
    // The first row may lag behind what was typed.
    await this.quickPickRows().filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Titles of the palette that match what is typed. */
  async commands(typed: string): Promise<string[]> {
    await this.page.keyboard.press("F1");
    await this.input.fill(`>${typed}`);
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
    return this.page.locator(".tabs-container .tab .label-name").allInnerTexts();
  }

  async setTheme(theme: ThemeName): Promise<void> {
    await this.command("Preferences: Color Theme");
    await this.input.fill(themes[theme]);
    await this.quickPickRows().filter({ hasText: themes[theme] }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.widget.waitFor({ state: "hidden" });
  }

  /** `Developer: Reload Window`, and waits until the window is back. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.command("Developer: Reload Window");
    await loaded;
    await this.ready();
  }
}
