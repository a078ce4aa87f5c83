import { Emitter, type Event } from "../../base/emitter.ts";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { isInside } from "../../platform/vscode/paths.ts";
import { type DatasetSnapshot, stoppedByPerson } from "../../protocol/datasetPanel.ts";
import type {
  DatasetExamplesPage,
  DatasetExamplesQuery,
  DatasetPart,
  DatasetSource,
  LikenessesPage,
  LikenessesQuery,
} from "../../protocol/datasets.ts";
import type { DatasetSession } from "../../services/api.ts";
import type { Log } from "../../services/ports.ts";

/** Where a dataset is found, and the word vectors that its experiment names. */
export interface Located {
  readonly source: DatasetSource;
  readonly vectors: string | null;
}

export interface LookParts {
  /** Rejects with what is wrong with the experiment or the file. */
  readonly locate: () => Promise<Located>;
  readonly open: (source: DatasetSource) => DatasetSession;
  readonly log: Log;
}

type Facts = Pick<DatasetSnapshot, "overview" | "duplicates" | "words" | "vectors">;

const nothingYet: Facts = { overview: null, duplicates: null, words: null, vectors: null };

/** What a Dataset panel found out so far: it reads, then looks for duplicates, words and vectors one after the other. */
export class DatasetLook implements Disposable {
  readonly #parts: LookParts;
  readonly #store = new DisposableStore();
  readonly #changed: Emitter<void>;
  readonly #progress: Emitter<{ readonly part: DatasetPart; readonly fraction: number }>;
  readonly onChange: Event<void>;
  readonly onProgress: Event<{ readonly part: DatasetPart; readonly fraction: number }>;
  #session: DatasetSession | undefined;
  #facts: Facts = nothingYet;
  #working: Partial<Record<DatasetPart, number>> = {};
  #problems: Partial<Record<DatasetPart, string>> = {};
  #vectorsPath: string | null = null;
  #isStale = false;
  #whole = false;
  #reading = 0;

  constructor(parts: LookParts) {
    this.#parts = parts;
    const failed = (error: unknown): void => parts.log.error("a Dataset panel could not be told", error);
    this.#changed = this.#store.add(new Emitter<void>(failed));
    this.#progress = this.#store.add(new Emitter<{ readonly part: DatasetPart; readonly fraction: number }>(failed));
    this.onChange = this.#changed.event;
    this.onProgress = this.#progress.event;
  }

  /** Absolute paths of the files that were read. */
  get files(): readonly string[] {
    return this.#facts.overview?.files.map(({ path }) => path) ?? [];
  }

  /** Whether a file was read: one of those, or one in a folder that is the dataset. */
  hasRead(path: string): boolean {
    if (this.files.includes(path)) return true;
    return this.isFolder && this.files.some((folder) => isInside(folder, path));
  }

  /** Whether folders were read and not files. */
  get isFolder(): boolean {
    const format = this.#facts.overview?.layout.format;
    return format === "folders" || format === "classFiles";
  }

  get state(): Omit<DatasetSnapshot, "title" | "location" | "isExperiment"> {
    return {
      ...this.#facts,
      working: this.#working,
      problems: this.#problems,
      isStale: this.#isStale,
      reading: this.#reading,
    };
  }

  /** Reads the data (anew), and then looks at it. */
  async read(): Promise<void> {
    this.#session?.dispose();
    this.#session = undefined;
    this.#facts = nothingYet;
    this.#working = {};
    this.#problems = {};
    this.#isStale = false;
    const reading = ++this.#reading;
    const isOver = (): boolean => this.#store.isDisposed || reading !== this.#reading;
    await this.#work("overview", isOver, async () => {
      const { source, vectors } = await this.#parts.locate();
      if (isOver()) return null;
      this.#vectorsPath = vectors;
      const whole = this.#whole && source.kind === "file";
      const session = this.#parts.open(whole ? { ...source, whole } : source);
      this.#session = session;
      session.onProgress(({ part, fraction }) => {
        if (isOver() || this.#working[part] === undefined) return;
        this.#working = { ...this.#working, [part]: fraction };
        this.#progress.fire({ part, fraction });
      });
      return session.overview();
    });
    const { overview } = this.#facts;
    if (isOver() || overview === null) return;
    await this.start("duplicates");
    if (overview.lengths === null) return;
    if (!isOver()) await this.start("words");
    if (!isOver() && this.#vectorsPath !== null) await this.start("vectors");
  }

  /** Reads the data anew, and of a large file all examples instead of a sample. */
  readWhole(): Promise<void> {
    this.#whole = true;
    return this.read();
  }

  /** Works on one part; the overview means all of them. */
  async start(part: DatasetPart): Promise<void> {
    if (part === "overview") return this.read();
    const reading = this.#reading;
    const isOver = (): boolean => this.#store.isDisposed || reading !== this.#reading;
    await this.#work(part, isOver, () => {
      const session = this.#open();
      if (part === "duplicates") return session.duplicates();
      if (part === "words") return session.words();
      return session.vectors(this.#vectorsPath ?? "");
    });
  }

  async stop(part: DatasetPart): Promise<void> {
    await this.#session?.stop(part);
  }

  async chooseVectors(path: string): Promise<void> {
    this.#vectorsPath = path;
    this.#facts = { ...this.#facts, vectors: null };
    await this.start("vectors");
  }

  async examples(query: Omit<DatasetExamplesQuery, "id">): Promise<DatasetExamplesPage> {
    return this.#open().examples(query);
  }

  async likenesses(query: Omit<LikenessesQuery, "id">): Promise<LikenessesPage> {
    return this.#open().likenesses(query);
  }

  /** A data file changed on disk. */
  outdate(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#changed.fire();
  }

  dispose(): void {
    this.#store.dispose();
    this.#session?.dispose();
  }

  #open(): DatasetSession {
    if (this.#session === undefined) throw new UserError("The dataset is being read.", "Wait a moment.");
    return this.#session;
  }

  async #work<P extends DatasetPart>(
    part: P,
    isOver: () => boolean,
    act: () => Promise<DatasetSnapshot[P]>,
  ): Promise<void> {
    this.#working = { ...this.#working, [part]: 0 };
    this.#problems = withoutPart(this.#problems, part);
    this.#changed.fire();
    let problem: string | null = null;
    let found: DatasetSnapshot[P] = null;
    try {
      found = await act();
      if (found === null) problem = stoppedByPerson;
    } catch (error) {
      if (!(error instanceof UserError)) this.#parts.log.error(`looking at a dataset: ${part}`, error);
      problem = error instanceof Error ? error.message : String(error);
    }
    if (isOver()) return;
    this.#working = withoutPart(this.#working, part);
    if (problem === null) this.#facts = { ...this.#facts, [part]: found };
    else this.#problems = { ...this.#problems, [part]: problem };
    this.#changed.fire();
  }
}

function withoutPart<T>(
  from: Readonly<Partial<Record<DatasetPart, T>>>,
  part: DatasetPart,
): Partial<Record<DatasetPart, T>> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== part));
}
