import { html, nothing, type TemplateResult } from "lit";
import { formatCount } from "../format.ts";
import { icon } from "../icons.ts";
import { messageOf } from "../run/runClient.ts";

/** Rows asked for at a time: to be shown, and to be saved. */
const shownPage = 50;
const savedPage = 500;

export interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly warning: string | null;
}

/** A list of the host's, a page at a time; answers to an older question are dropped. */
export class Pages<Asked, Row> {
  readonly #page: (asked: Asked, offset: number, limit: number) => Promise<PageOf<Row>>;
  readonly #changed: () => void;
  #asked: Asked | null = null;
  #question = 0;
  rows: readonly Row[] = [];
  /** Null until the first page has come. */
  total: number | null = null;
  warning: string | null = null;
  problem: string | null = null;
  loading = false;

  constructor(page: (asked: Asked, offset: number, limit: number) => Promise<PageOf<Row>>, changed: () => void) {
    this.#page = page;
    this.#changed = changed;
  }

  /** Starts over. */
  ask(asked: Asked): void {
    this.#asked = asked;
    this.rows = [];
    this.total = null;
    this.warning = null;
    void this.more();
  }

  async more(): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    const question = ++this.#question;
    this.loading = true;
    this.problem = null;
    try {
      const page = await this.#page(asked, this.rows.length, shownPage);
      if (question !== this.#question) return;
      this.rows = [...this.rows, ...page.rows];
      this.total = page.total;
      this.warning = page.warning;
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = messageOf(error);
    }
    this.loading = false;
    this.#changed();
  }

  /** All that were asked for, whatever is shown; null where that failed, which is then told beside the list. */
  async all(): Promise<readonly Row[] | null> {
    const asked = this.#asked;
    const rows: Row[] = [];
    let total = asked === null ? 0 : Number.POSITIVE_INFINITY;
    try {
      while (asked !== null && rows.length < total) {
        const page = await this.#page(asked, rows.length, savedPage);
        rows.push(...page.rows);
        // A page without rows would be asked for again and again.
        total = page.rows.length === 0 ? 0 : page.total;
      }
      return rows;
    } catch (error) {
      this.problem = messageOf(error);
      this.#changed();
      return null;
    }
  }
}

type Listed = Pick<Pages<unknown, unknown>, "rows" | "total" | "warning" | "problem" | "loading" | "more">;

/** What is to be said of a list of examples before it. */
export function pageNotes({ warning, problem }: Listed): TemplateResult {
  return html`${warning === null ? nothing : html`<p class="notice warning">${icon("warning")}<span>${warning}</span></p>`}
  ${
    problem === null
      ? nothing
      : html`<p class="notice error" role="alert">
          ${icon("cross")}<span>Could not list the examples: ${problem}</span>
        </p>`
  }`;
}

/** The button behind a list that is not whole; `asked` is called once more was asked for. */
export function moreButton(pages: Listed, asked: () => void): TemplateResult | typeof nothing {
  const { rows, total, loading } = pages;
  if (total === null || rows.length >= total) return nothing;
  return html`<p class="more">
    <vscode-button
      appearance="secondary"
      ?disabled=${loading}
      @click=${() => {
        void pages.more();
        asked();
      }}
      >Show more</vscode-button
    >
    <span class="muted">${formatCount(rows.length)} of ${formatCount(total)} shown</span>
  </p>`;
}
