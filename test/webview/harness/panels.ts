import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { openPanel, type OpenPanel, type PanelOptions, type TestHost } from "./panelPage.ts";

/**
 * Opens panels in Chromium for the tests of one file. After each test every panel must be free of problems: a single
 * violation of the policy fails it.
 */
export function panels(): <Host extends TestHost>(host: Host, options?: PanelOptions) => Promise<OpenPanel<Host>> {
  const bundle = inject("panels");
  let browser: Browser;
  let open: OpenPanel<TestHost>[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(inject("chromium"));
  });
  afterEach(async () => {
    const closing = open;
    open = [];
    for (const panel of closing) {
      panel.host.dispose();
      await panel.page.context().close();
    }
    expect(closing.flatMap((panel) => panel.problems)).toEqual([]);
  });
  afterAll(() => browser.close());

  return async (host, options = {}) => {
    const panel = await openPanel(host, { browser, bundle }, options);
    open.push(panel);
    return panel;
  };
}
