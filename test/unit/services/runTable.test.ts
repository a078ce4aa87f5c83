import { describe, expect, it } from "vitest";
import { runTable } from "../../../src/services/runTable.ts";
import { storedRun } from "../../webview/harness/compareHost.ts";

describe("the table of runs", () => {
  const runs = [
    storedRun(0, { learningRate: 0.01, accuracy: 0.8 }),
    storedRun(1, { name: "mine", learningRate: 0.1, accuracy: 0.9, star: true, seed: 2 }),
  ];
  const table = runTable(runs);
  const cells = (id: string): readonly unknown[] => {
    const column = table.cells[table.columns.findIndex((each) => each.id === id)] ?? [];
    return "same" in column ? table.ids.map(() => column.same) : column;
  };

  it("has a cell for every run in every column, and each column once", () => {
    expect(table.ids).toEqual(runs.map(({ record }) => record.id));
    expect(table.cells).toHaveLength(table.columns.length);
    for (const { id } of table.columns) expect(cells(id)).toHaveLength(2);
    expect(new Set(table.columns.map(({ id }) => id)).size).toBe(table.columns.length);
  });

  it("tells metrics of the kept model, settings as numbers where they are, and what people put on runs", () => {
    expect(cells("validation.accuracy")).toEqual([0.8, 0.9]);
    expect(cells("setting.training.optimizer.learningRate")).toEqual([0.01, 0.1]);
    expect(cells("setting.model.hidden.0.activation")).toEqual(["relu", "relu"]);
    expect(cells("star")).toEqual([false, true]);
    expect(cells("title")[1]).toBe("mine");
    expect(cells("created")[0]).toBe("2026-04-01T09:30:15.000Z");
  });

  it("tells in words what a run's last verification came to, and nothing where there was none", () => {
    const verified = runTable(
      [true, false, undefined].map((reproduced, index) =>
        storedRun(index, reproduced === undefined ? {} : { reproduced }),
      ),
    );
    const at = verified.columns.findIndex(({ id }) => id === "verification");
    expect(verified.columns[at]).toMatchObject({ title: "verification", kind: "text" });
    expect(verified.cells[at]).toEqual(["verified", "not reproduced", null]);
  });

  it("names a setting by the end of its path, in words, as long as no other ends so", () => {
    const title = (id: string) => table.columns.find((column) => column.id === id)?.title;
    expect(title("setting.training.optimizer.learningRate")).toBe("learning rate");
    expect(title("setting.training.seed")).toBe("training seed");
    expect(title("setting.split.seed")).toBe("split seed");
  });

  it("leaves out columns that say nothing of any run, but not those of runs themselves", () => {
    expect(table.columns.some(({ id }) => id === "setting.training.clipNorm")).toBe(false);
    expect(runTable([]).columns.map(({ id }) => id)).toEqual([
      "title",
      "star",
      "status",
      "verification",
      "tags",
      "note",
    ]);
  });
});
