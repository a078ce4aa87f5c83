import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { filePlace, hasRowsOnly, placeInFile } from "../../src/base/filePlace.ts";
import type { DatasetFilter, DatasetOverview } from "../../src/protocol/datasets.ts";
import { RowWindow } from "../compare/rowWindow.ts";
import { dropdown } from "../fields.ts";
import { formatCount, plural } from "../format.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import type { DatasetActions } from "./actions.ts";
import { ExamplePages } from "./examplePages.ts";
import { labelText } from "./places.ts";
import { everyExample, splitChoices } from "./viewState.ts";

const rowHeight = 24;
/** A page cannot be higher than about 33 million pixels. */
const mostRows = 1_300_000;
/** A list of more could not be chosen from. */
const mostChoices = 200;
const settleMilliseconds = 200;

/** Every example of the dataset under a filter, in the order of the files; each opens its line. */
export class ExampleList extends PanelElement {
  static override readonly properties = {
    overview: { attribute: false },
    reading: { type: Number },
    filter: { attribute: false },
    focused: { state: true },
  };
  declare overview: DatasetOverview;
  declare reading: number;
  declare filter: DatasetFilter;
  declare actions: DatasetActions;
  declare protected focused: number;

  readonly #window = new RowWindow(rowHeight, () => {
    this.requestUpdate();
  });
  readonly #pages = new ExamplePages(
    (name, params) => this.actions.request(name, params),
    () => {
      this.requestUpdate();
    },
  );
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** What was typed since the last search. */
  #typed: string | undefined;
  #moved = false;

  constructor() {
    super();
    this.focused = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#settling);
    this.#window.dispose();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isSame = changed.has("filter") && JSON.stringify(changed.get("filter")) === JSON.stringify(this.filter);
    if ((!changed.has("filter") || isSame) && !changed.has("reading")) return;
    this.focused = 0;
    this.#pages.ask(this.filter);
    this.querySelector(".example-grid")?.scrollTo({ top: 0 });
  }

  protected override render(): TemplateResult {
    const { total, problem } = this.#pages;
    const rows = Math.min(total ?? 0, mostRows);
    const items = this.#window.show(rows);
    return html`<div class="dataset-examples">
      ${this.#toolbar(total)}
      ${
        problem === null
          ? nothing
          : html`<p class="notice error" role="alert">
              ${icon("cross")}<span>Could not list the examples: ${problem}</span>
            </p>`
      }
      ${
        total === 0
          ? html`<p class="empty" data-testid="no-examples">
              No example fits this filter.
              <vscode-link
                href="#"
                @click=${(event: Event) => {
                  event.preventDefault();
                  this.#filterBy(everyExample);
                }}
                >Show all examples</vscode-link
              >
            </p>`
          : html`<div
              class="example-grid"
              role="grid"
              aria-label="Examples"
              aria-rowcount=${rows + 1}
              data-testid="examples"
              @keydown=${(event: KeyboardEvent) => {
                this.#onKey(event, rows);
              }}
            >
              <div class="example-row example-head" role="row" aria-rowindex="1">
                ${["where", "split", "class", "example"].map((title) => html`<span role="columnheader">${title}</span>`)}
              </div>
              <div class="example-rows" role="rowgroup">${items.map((at) => this.#row(at))}</div>
            </div>`
      }
      ${total !== null && total > mostRows ? html`<p class="muted">The first ${formatCount(mostRows)} are listed: narrow the filter to see others.</p>` : nothing}
    </div>`;
  }

  protected override updated(): void {
    const grid = this.querySelector<HTMLElement>(".example-grid");
    if (grid === null) return;
    const rows = Math.min(this.#pages.total ?? 0, mostRows);
    // Sizes go through the style objects: the page's policy allows no style attributes.
    grid.querySelector<HTMLElement>(".example-rows")?.style.setProperty("height", `${rows * rowHeight}px`);
    for (const row of grid.querySelectorAll<HTMLElement>("[data-at]"))
      row.style.setProperty("top", `${Number(row.dataset["at"]) * rowHeight}px`);
    this.#window.attach(grid);
    const items = this.#window.show(rows);
    this.#pages.want(items[0] ?? 0, (items.at(-1) ?? 0) + 1);
    if (!this.#moved) return;
    this.#moved = false;
    grid.querySelector<HTMLElement>(`[data-at="${this.focused}"]`)?.focus({ preventScroll: true });
  }

  #toolbar(total: number | null): TemplateResult {
    const { classes, counts, allCounts } = this.overview;
    const { classId, split, text } = this.filter;
    const order = [...allCounts.keys()]
      .sort((a, b) => (allCounts[b] ?? 0) - (allCounts[a] ?? 0) || a - b)
      .slice(0, mostChoices);
    if (classId !== null && !order.includes(classId)) order.unshift(classId);
    const present = splitChoices.filter((name) => name !== "none" && counts[name] !== undefined);
    const split1 = Object.values(counts).reduce((sum, each) => sum + each.reduce((all, count) => all + count, 0), 0);
    const withNone = split1 < this.overview.examples && present.length > 0;
    return html`<div class="toolbar">
      ${dropdown(
        "Class",
        "Only the examples of one class.",
        [{ value: "any", label: "any" }, ...order.map((id) => ({ value: String(id), label: labelText(classes[id]) }))],
        classId === null ? "any" : String(classId),
        (value) => {
          this.#filterBy({ classId: value === "any" ? null : Number(value) });
        },
      )}
      ${
        present.length === 0
          ? nothing
          : dropdown<"any" | (typeof splitChoices)[number]>(
              "Split",
              "Only the examples of one split.",
              [
                { value: "any", label: "any" },
                ...present.map((value) => ({ value, label: value })),
                ...(withNone ? [{ value: "none" as const, label: "in no split" }] : []),
              ],
              split ?? "any",
              (value) => {
                this.#filterBy({ split: value === "any" ? null : value });
              },
            )
      }
      <vscode-text-field
        class="example-search"
        placeholder="Contains…"
        aria-label="Contains"
        title="Only examples whose text or columns hold this, whatever the case."
        .value=${text}
        @input=${(event: Event) => {
          this.#search((event.currentTarget as HTMLElement & { value: string }).value);
        }}
      ></vscode-text-field>
      <span class="muted" role="status" data-testid="total"
        >${total === null ? "searching…" : plural(total, "example")}</span
      >
    </div>`;
  }

  #row(at: number): TemplateResult {
    const example = this.#pages.at(at);
    const name = example === undefined ? "" : labelText(this.overview.classes[example.classId]);
    const file = example?.file.split(/[\\/]/).at(-1) ?? "";
    const line = example?.line ?? 0;
    const where =
      this.overview.files.length > 1
        ? filePlace(file, line)
        : `${hasRowsOnly(file) ? "row" : "line"} ${formatCount(line)}`;
    return html`<div
      class="example-row"
      role="row"
      aria-rowindex=${at + 2}
      data-at=${at}
      tabindex=${at === this.focused ? "0" : "-1"}
      title=${example === undefined ? "" : `Open ${example.file} at ${placeInFile(example.file, line)}`}
      @click=${() => {
        this.focused = at;
        this.#open(at);
      }}
    >
      <span role="gridcell" class="example-where">${example === undefined ? "…" : where}</span>
      <span role="gridcell" class="muted">${example === undefined ? "" : (example.split ?? "–")}</span>
      <span role="gridcell" dir="auto" title=${name}>${name}</span>
      <span role="gridcell" dir="auto" class="example-text">${example?.excerpt ?? ""}</span>
    </div>`;
  }

  #open(at: number): void {
    const example = this.#pages.at(at);
    if (example === undefined) return;
    const { file, line } = example;
    this.actions.perform("open the example", "openExample", { file, line });
  }

  #onKey(event: KeyboardEvent, rows: number): void {
    const step: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: this.#window.visibleRows,
      PageUp: -this.#window.visibleRows,
      Home: -rows,
      End: rows,
    };
    const move = step[event.key];
    if (event.key === "Enter" || event.key === " ") this.#open(this.focused);
    else if (move === undefined) return;
    else {
      this.focused = Math.max(0, Math.min(rows - 1, this.focused + move));
      this.#moved = true;
      this.#window.reveal(this.focused);
    }
    event.preventDefault();
  }

  /** Who types is not searched for at every letter. */
  #search(text: string): void {
    clearTimeout(this.#settling);
    this.#typed = text;
    this.#settling = setTimeout(() => {
      this.#filterBy({});
    }, settleMilliseconds);
  }

  /** What is typed and not searched for yet goes with any other change, and is not to come after it. */
  #filterBy(change: Partial<DatasetFilter>): void {
    clearTimeout(this.#settling);
    const typed = this.#typed === undefined ? {} : { text: this.#typed };
    this.#typed = undefined;
    this.actions.setView({ filter: { ...this.filter, ...typed, ...change } });
  }
}
