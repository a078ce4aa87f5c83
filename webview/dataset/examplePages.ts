import type { DatasetExample, DatasetFilter } from "../../src/protocol/datasets.ts";
import { messageOf } from "../run/runClient.ts";
import type { DatasetActions } from "./actions.ts";

/** Examples asked for at a time, and pages kept: what is scrolled past is let go of. */
const pageSize = 100;
const mostPages = 60;

/** The examples of a filter, page by page as they come into sight. Answers to an older question are dropped. */
export class ExamplePages {
  readonly #request: DatasetActions["request"];
  readonly #changed: () => void;
  readonly #pages = new Map<number, readonly DatasetExample[]>();
  #filter: DatasetFilter | null = null;
  #question = 0;
  #asked: number | null = null;
  #wanted: readonly number[] = [];
  /** Null until the first page has come. */
  total: number | null = null;
  problem: string | null = null;

  constructor(request: DatasetActions["request"], changed: () => void) {
    this.#request = request;
    this.#changed = changed;
  }

  /** Starts over. */
  ask(filter: DatasetFilter): void {
    this.#filter = filter;
    this.#pages.clear();
    this.#question++;
    this.#asked = null;
    this.#wanted = [0];
    this.total = null;
    this.problem = null;
    void this.#next();
  }

  at(row: number): DatasetExample | undefined {
    return this.#pages.get(Math.floor(row / pageSize))?.[row % pageSize];
  }

  /** These rows are in sight: what is not here of them is asked for, one page at a time, and of those only what is still wanted. */
  want(first: number, last: number): void {
    const pages: number[] = [];
    for (let page = Math.floor(first / pageSize); page * pageSize < last; page++)
      if (!this.#pages.has(page)) pages.push(page);
    this.#wanted = pages;
    if (this.problem === null) void this.#next();
  }

  async #next(): Promise<void> {
    const [page] = this.#wanted;
    const filter = this.#filter;
    if (page === undefined || filter === null || this.#asked !== null) return;
    const question = this.#question;
    this.#asked = page;
    try {
      const found = await this.#request("examples", { filter, offset: page * pageSize, limit: pageSize });
      if (question !== this.#question) return;
      this.total = found.total;
      this.#pages.set(page, found.examples);
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest);
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = messageOf(error);
    }
    this.#asked = null;
    this.#wanted = this.#wanted.filter((wanted) => !this.#pages.has(wanted));
    this.#changed();
    if (this.problem === null) void this.#next();
  }
}
