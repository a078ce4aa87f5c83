import {
  columnFilteringFeature,
  constructTable,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
} from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import type { CellValue, ColumnCells, CompareColumn, RunTable } from "../../src/protocol/comparePanel.ts";
import { type Filter, filterProblem, passes } from "./filterRules.ts";
import type { SortKey } from "./viewState.ts";

/** What of the table is wanted, and in which order. */
export interface Wanted {
  readonly sort: readonly SortKey[];
  readonly filters: readonly Filter[];
  readonly search: string;
  /** Null: all runs. */
  readonly only: ReadonlySet<string> | null;
  /** Pinned to the top, whatever the filters. */
  readonly baseline: string | null;
}

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  columnFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
});

/** Of a row its number: cells are looked up in the columns. */
interface RunRow {
  readonly run: number;
}

/** The table of runs with filters and order, by TanStack's row models; built anew when the data is. */
export class TableModel {
  readonly data: RunTable;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #rows: readonly RunRow[];

  constructor(data: RunTable) {
    this.data = data;
    this.#columns = new Map(data.columns.map(({ id }, at) => [id, at]));
    this.#rows = data.ids.map((_, run) => ({ run }));
  }

  column(id: string): CompareColumn | undefined {
    return this.data.columns[this.#columns.get(id) ?? -1];
  }

  cell(column: string, run: number): CellValue {
    const cells = this.data.cells[this.#columns.get(column) ?? -1];
    if (cells === undefined) return null;
    return isSame(cells) ? cells.same : (cells[run] ?? null);
  }

  /** Numbers of the runs that are wanted: the baseline first, then those with a star, then the others. */
  rows({ sort, filters, search, only, baseline }: Wanted): readonly number[] {
    const asked = search.trim().toLowerCase();
    const applied = filters.filter((each) => this.#columns.has(each.column) && filterProblem(each) === null);
    const data = this.#rows.filter(
      ({ run }) => (only?.has(this.data.ids[run] ?? "") ?? true) && (asked === "" || this.#holds(run, asked)),
    );
    const keys = sort.filter(({ column }) => this.#columns.has(column));
    const used = [...new Set([...keys.map(({ column }) => column), ...applied.map(({ column }) => column)])];
    const table = constructTable({
      features,
      data,
      columns: used.map((id) => ({
        id,
        // What is missing is undefined to the library, which then puts it last in either order.
        accessorFn: ({ run }: RunRow) => this.cell(id, run) ?? undefined,
        sortUndefined: "last" as const,
        sortFn: byValue,
        // One entry a column holds all of its filters.
        filterFn: (row: { original: RunRow }, _: string, own: readonly Filter[]) =>
          own.every((each) => passes(each, this.cell(id, row.original.run))),
      })),
      getRowId: ({ run }: RunRow) => String(run),
      initialState: {
        sorting: keys.map(({ column, descending }) => ({ id: column, desc: descending })),
        columnFilters: [...new Set(applied.map(({ column }) => column))].map((id) => ({
          id,
          value: applied.filter(({ column }) => column === id),
        })),
      },
    });
    const wanted = table.getRowModel().rows.map(({ original }) => original.run);
    const first = baseline === null ? -1 : this.data.ids.indexOf(baseline);
    const rest = wanted.filter((run) => run !== first);
    const starred = rest.filter((run) => this.cell("star", run) === true);
    return [
      ...(first < 0 ? [] : [first]),
      ...starred,
      ...(starred.length === 0 ? rest : rest.filter((run) => this.cell("star", run) !== true)),
    ];
  }

  /** Whether a column says different things of these runs. */
  varies(column: string, runs: readonly number[]): boolean {
    const [first] = runs;
    const cells = this.data.cells[this.#columns.get(column) ?? -1];
    if (first === undefined || cells === undefined || isSame(cells)) return false;
    const value = this.cell(column, first);
    return runs.some((run) => this.cell(column, run) !== value);
  }

  #holds(run: number, asked: string): boolean {
    return this.data.columns.some(({ kind, id }) => {
      if (kind !== "text") return false;
      const cell = this.cell(id, run);
      return typeof cell === "string" && cell.toLowerCase().includes(asked);
    });
  }
}

function isSame(cells: ColumnCells): cells is Extract<ColumnCells, { same: CellValue }> {
  return "same" in cells;
}

/** Numbers by size, texts as people order them: `run 9` before `run 10`. */
const byValue: SortFn<typeof features, RunRow> = (left, right, column) => {
  const a = left.getValue<CellValue>(column);
  const b = right.getValue<CellValue>(column);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a ?? ""), String(b ?? ""));
};

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
