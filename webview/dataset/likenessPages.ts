import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { DatasetExample, LikenessesPage, LikenessList } from "../../src/protocol/datasets.ts";
import { formatCount, plural } from "../format.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import { messageOf } from "../run/runClient.ts";
import type { DatasetActions } from "./actions.ts";
import { labelText, placeLink } from "./places.ts";
import { differing, type Stretch } from "./wordDifference.ts";

type Likeness = LikenessesPage["likenesses"][number];

const pageSize = 50;

/** Examples that are the same or nearly so, side by side, page after page; each opens its line. */
export class LikenessPages extends PanelElement {
  static override readonly properties = {
    list: {},
    reading: { type: Number },
    rows: { state: true },
    total: { state: true },
    problem: { state: true },
    loading: { state: true },
  };
  declare list: LikenessList;
  declare reading: number;
  declare classes: readonly string[];
  declare actions: DatasetActions;
  declare protected rows: readonly Likeness[];
  declare protected total: number | null;
  declare protected problem: string | null;
  declare protected loading: boolean;
  /** Answers to an older question are dropped. */
  #question = 0;

  constructor() {
    super();
    this.rows = [];
    this.total = null;
    this.problem = null;
    this.loading = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("list") && !changed.has("reading")) return;
    this.rows = [];
    this.total = null;
    void this.#more();
  }

  protected override render(): TemplateResult {
    const { rows, total, problem } = this;
    return html`<div aria-busy=${this.loading ? "true" : "false"} data-testid="likenesses">
      ${
        problem === null
          ? nothing
          : html`<p class="notice error" role="alert">${icon("cross")}<span>Could not list them: ${problem}</span></p>`
      }
      ${total === 0 ? html`<p class="empty">There are none of this kind.</p>` : nothing}
      <ol class="likenesses">
        ${rows.map((row) => this.#likeness(row))}
      </ol>
      ${
        total !== null && rows.length < total
          ? html`<p class="more">
              <vscode-button appearance="secondary" ?disabled=${this.loading} @click=${() => void this.#more()}
                >Show More</vscode-button
              >
              <span class="muted">${formatCount(rows.length)} of ${formatCount(total)} shown</span>
            </p>`
          : nothing
      }
    </div>`;
  }

  #likeness({ similarity, isExact, examples, size }: Likeness): TemplateResult {
    const [first, second] = examples;
    const words = isExact
      ? size === 2
        ? "identical"
        : `${formatCount(size)} identical`
      : similarity === 1
        ? "same words"
        : `${String(Math.floor(similarity * 100))} % alike`;
    if (isExact || first === undefined || second === undefined)
      return html`<li class="likeness">
        <div class="likeness-head">
          <span class="tag">${words}</span>
          <ul class="likeness-places">
            ${examples.map((example) => html`<li>${this.#place(example)}</li>`)}
            ${size > examples.length ? html`<li class="muted">and ${plural(size - examples.length, "other")}</li>` : nothing}
          </ul>
        </div>
        <p class="likeness-text" dir="auto">${blank(first?.excerpt)}</p>
      </li>`;
    const sides = differing(first.excerpt, second.excerpt);
    return html`<li class="likeness">
      <div class="likeness-head"><span class="tag">${words}</span></div>
      <div class="likeness-sides">
        ${[first, second].map(
          (example, at) =>
            html`<div>
              ${this.#place(example)}
              <p class="likeness-text" dir="auto">${marked(sides[at] ?? [])}</p>
            </div>`,
        )}
      </div>
    </li>`;
  }

  #place(example: DatasetExample): TemplateResult {
    const name = labelText(this.classes[example.classId]);
    return html`<span class="likeness-place"
      >${placeLink(example, this.actions)}
      <span class="muted">${example.split ?? "no split"}</span>
      <em class="class-name label" dir="auto" title=${name}>${name}</em></span
    >`;
  }

  async #more(): Promise<void> {
    const question = ++this.#question;
    this.loading = true;
    this.problem = null;
    try {
      const query = { list: this.list, offset: this.rows.length, limit: pageSize };
      const page = await this.actions.request("likenesses", query);
      if (question !== this.#question) return;
      this.rows = [...this.rows, ...page.likenesses];
      this.total = page.total;
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = messageOf(error);
    }
    this.loading = false;
  }
}

function blank(text: string | undefined): string {
  return text === undefined || text === "" ? "(nothing but space)" : text;
}

function marked(stretches: readonly Stretch[]): readonly (TemplateResult | string)[] {
  return stretches.map(({ text, isOnlyHere }) => (isOnlyHere ? html`<mark>${text}</mark>` : text));
}
