import type { Frame, Locator } from "playwright-core";
import { PanelPage } from "./panelPage.ts";

/** Names of the panel's tabs as a person reads them. */
export type PanelTab = "Curves" | "Confusion" | "Errors" | "Try" | "Network" | "Settings" | "Data";

/** The Run panel that is in front: a webview, so everything of it is in a frame within a frame. */
export class RunPanel extends PanelPage {
  get body(): Locator {
    return this.content.locator("body");
  }

  /** The frame that holds the panel's document. */
  async frame(): Promise<Frame> {
    const handle = await this.body.elementHandle();
    const frame = await handle.ownerFrame();
    if (frame === null) throw new Error("no Run panel is in front");
    return frame;
  }

  /** Waits until a panel shows a run. */
  async shown(): Promise<void> {
    await this.status().waitFor();
  }

  title(): Locator {
    return this.content.locator("h1");
  }

  /** Name and status of each Run panel in sight, sorted. */
  async headings(): Promise<string[]> {
    const headings: string[] = [];
    for (const outer of await this.workbench.page.locator("iframe.webview.ready").filter({ visible: true }).all()) {
      const content = outer.contentFrame().locator("iframe#active-frame").contentFrame();
      const [title] = await content.locator("h1").allInnerTexts();
      const [status] = await content.getByTestId("status").allInnerTexts();
      if (title !== undefined && status !== undefined) headings.push(`${title.trim()} ${status.trim()}`);
    }
    return headings.sort();
  }

  status(): Locator {
    return this.content.getByTestId("status");
  }

  /** What the run does, or where it stands, in words. */
  activity(text: RegExp): Locator {
    return this.content.locator(".run-header .activity").filter({ hasText: text });
  }

  async statusWord(): Promise<string> {
    return (await this.status().innerText()).trim();
  }

  /** Waits for a status. */
  async reaches(status: string, timeout = 60_000): Promise<void> {
    await this.status().filter({ hasText: status }).waitFor({ timeout });
  }

  button(name: string): Locator {
    return this.content.locator("vscode-button", { hasText: name });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /**
   * Presses a button and returns the milliseconds, on the panel's own clock, until the status changes (`left`: or the
   * activity beside it, such as "Training") and until it is `status`.
   */
  async pressUntil(name: string, status: string): Promise<{ readonly left: number; readonly reached: number }> {
    await this.button(name).waitFor();
    const frame = await this.frame();
    return frame.evaluate(
      async ([text, wanted]) =>
        new Promise<{ left: number; reached: number }>((resolve, reject) => {
          const button = [...document.querySelectorAll("vscode-button")].find(
            (each) => each.textContent.trim() === text,
          );
          if (!(button instanceof HTMLElement)) {
            reject(new Error(`no button ${text}`));
            return;
          }
          const textOf = (selector: string): string => document.querySelector(selector)?.textContent.trim() ?? "";
          const before = textOf(".activity");
          const began = performance.now();
          let left: number | null = null;
          const observer = new MutationObserver(() => {
            if (left === null && textOf(".activity") !== before) left = performance.now() - began;
            if (textOf('[data-testid="status"]') !== wanted) return;
            observer.disconnect();
            const reached = performance.now() - began;
            resolve({ left: left ?? reached, reached });
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          setTimeout(() => {
            const header = document.querySelector("header")?.textContent ?? document.body.textContent;
            reject(new Error(`${text} was pressed a minute ago, and the panel says: ${header.replace(/\s+/g, " ")}`));
          }, 60_000);
          button.click();
        }),
      [name, status] as const,
    );
  }

  async openTab(name: PanelTab): Promise<void> {
    await this.content.getByRole("tab", { name: new RegExp(name, "i") }).click();
  }

  figure(split: "train" | "validation" | "test"): Locator {
    return this.content.getByTestId(`figure-${split}`);
  }

  /** What another program's training came to. */
  crossCheck(): Locator {
    return this.content.getByTestId("cross-check");
  }

  ticker(): Locator {
    return this.content.getByTestId("ticker");
  }

  /** Rows of the curves' table twin: one per epoch. */
  curveRows(): Locator {
    return this.content.getByTestId("curve-table").locator("tbody tr");
  }

  /** The epoch of the last row of the curves' table twin; −1 while there is none. */
  async lastEpoch(): Promise<number> {
    const frame = await this.frame();
    return frame.evaluate(() => {
      const row = document.querySelector('[data-testid="curve-table"] tbody tr:last-child th');
      return row === null ? -1 : Number.parseInt(row.textContent.replaceAll(/[^\d]/g, ""), 10);
    });
  }

  charts(): Locator {
    return this.content.locator("canvas");
  }

  /** A cell of the confusion table by class ids. */
  cell(row: number, column: number): Locator {
    return this.content.locator(`td[role="gridcell"][data-row="${String(row)}"][data-column="${String(column)}"]`);
  }

  cells(): Locator {
    return this.content.locator('td[role="gridcell"]');
  }

  splitTab(split: string): Locator {
    return this.content.getByRole("tab", { name: new RegExp(`^${split}`) });
  }

  classRows(): Locator {
    return this.content.getByTestId("class-table").locator("tbody tr");
  }

  exampleRows(): Locator {
    return this.content.getByTestId("examples").locator("tbody tr");
  }

  /** Classifies a text in the Try tab. */
  async tryText(text: string): Promise<void> {
    await this.content.getByRole("textbox", { name: "Text" }).fill(text);
    await this.press("Classify");
    await this.content.getByTestId("explanation").waitFor();
  }

  markedText(): Locator {
    return this.content.getByTestId("marked-text");
  }

  markedWords(): Locator {
    return this.content.locator("mark");
  }
}
