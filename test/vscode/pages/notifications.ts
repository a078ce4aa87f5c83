import type { Locator, Page } from "playwright-core";

/** The toasts in the corner. */
export class Notifications {
  private readonly toasts: Locator;

  constructor(page: Page) {
    this.toasts = page.locator(".notifications-toasts .notification-list-item");
  }

  /** The toast that says `text`, waited for. */
  async saying(text: string | RegExp): Promise<Locator> {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  async press(text: string | RegExp, button: string): Promise<void> {
    const toast = await this.saying(text);
    await toast.locator(".monaco-button").filter({ hasText: button }).click();
  }

  async messages(): Promise<string[]> {
    return this.toasts.locator(".notification-list-item-message").allInnerTexts();
  }
}
