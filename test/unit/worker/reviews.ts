import { sniffLayout } from "../../../src/data/sniff.ts";
import type { LayoutChoices } from "../../../src/data/layout.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { StartRun, TrainerNotifications } from "../../../src/protocol/trainer.ts";
import { TrainerSession } from "../../../src/worker/session.ts";
import { MemoryPorts, type MemoryRun } from "./memoryPorts.ts";

const subjects = ["room", "bed", "bath", "view", "staff", "food", "pool", "lobby", "lift", "bar"];
const good = ["lovely", "bright", "clean", "warm", "kind"];
const bad = ["awful", "dark", "dirty", "cold", "rude"];

/** A small labelled file of our own: hotel remarks, good and bad, that words tell apart. */
export function reviews(): string {
  const lines = ["review,kind"];
  for (const [index, subject] of subjects.entries())
    for (const [turn, word] of [...good, ...bad].entries()) {
      const other = (turn < 5 ? good : bad)[(turn + index) % 5] ?? "";
      lines.push(`"the ${subject} was ${word}, ${other}",${turn < 5 ? "good" : "bad"}`);
    }
  return `${lines.join("\n")}\n`;
}

export interface Told {
  readonly name: keyof TrainerNotifications;
  readonly params: TrainerNotifications[keyof TrainerNotifications];
}

/** A session over memory with the file of reviews, and everything it has told its host. */
export class Bench {
  readonly ports = new MemoryPorts();
  readonly told: Told[] = [];
  readonly session: TrainerSession;
  /** Hears of everything that is told. */
  onTold: (name: Told["name"], params: Told["params"]) => void = () => undefined;
  /** Whether the host takes every frame at once. */
  credit = true;

  constructor() {
    this.ports.write("/folder/reviews.csv", reviews());
    this.session = new TrainerSession(this.ports, {
      notify: (name, params) => {
        this.told.push({ name, params });
        this.onTold(name, params);
        if (name === "frame" && this.credit) this.session.frameCredit((params as { runId: string }).runId, 1);
      },
    });
  }

  /** What to train: the experiment's text over the files in /folder. */
  start(written: Record<string, unknown> = {}, runId = "20260101-000000-abc123"): StartRun {
    const spec = parseExperiment(JSON.stringify({ dataset: "reviews.csv", ...written }));
    const resolvePath = (path: string): string => this.ports.files.resolve("/folder", path);
    const [file] = datasetFiles(spec);
    const layout = this.layoutOf(resolvePath(file.path), file.choices);
    return {
      runId,
      runFolder: `/folder/.benchtop/runs/${runId}`,
      baseFolder: "/folder",
      experiment: resolveExperiment(spec, { layout, resolvePath }),
      experimentFile: "/folder/reviews.experiment.json",
      generation: 1,
    };
  }

  /** Trains to the end. */
  async train(start: StartRun): Promise<MemoryRun> {
    await this.session.train(start);
    return this.ports.run(start.runFolder);
  }

  of<K extends keyof TrainerNotifications>(name: K): TrainerNotifications[K][] {
    return this.told.filter((one) => one.name === name).map(({ params }) => params as TrainerNotifications[K]);
  }

  layoutOf(path: string, choices: LayoutChoices = {}) {
    const head = this.ports.disk.get(path) ?? new Uint8Array();
    return sniffLayout(head, { path, whole: true, choices }).layout;
  }
}
