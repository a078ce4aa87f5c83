import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dataGlobs, otherGlobs } from "../../../src/experiment/datasetNames.ts";
import { metricTable } from "../../../src/experiment/metricTable.ts";
import { keyMetricOf } from "../../../src/services/ranking.ts";
import { commandNames } from "../../../src/ui/commandTable.ts";
import { activationsViewType } from "../../../src/ui/activationsPanel/viewType.ts";
import { compareViewType } from "../../../src/ui/comparePanel/viewType.ts";
import { datasetViewType } from "../../../src/ui/datasetPanel/viewType.ts";
import { runViewType } from "../../../src/ui/runPanel/viewType.ts";
import { epochMetrics, record, splitMetrics } from "../platform/records.ts";

interface Setting {
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly scope?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly icon: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg: string } }[] }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly icon: string;
}

const text = readFileSync("package.json", "utf8");
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;

describe("what package.json contributes", () => {
  test("is a handler for each command, and a command for each handler", () => {
    const contributed = contributes.commands.map(({ command }) => command);
    expect([...contributed].sort()).toEqual(commandNames.map((name) => `benchtop.${name}`).sort());
    expect(contributes.commands.filter(({ category }) => category !== "Benchtop")).toEqual([]);
  });

  test("looks for datasets where agents and dialogs do", () => {
    const { properties } = contributes.configuration;
    expect(properties["benchtop.datasets.include"]?.default).toEqual(dataGlobs);
    expect(properties["benchtop.datasets.exclude"]?.default).toEqual(otherGlobs);
  });

  test("calls no command that is not there, from menus, keys or links", () => {
    const called = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.keybindings,
      ...[...text.matchAll(/command:(benchtop\.\w+)\)/g)].map((found) => ({ command: found[1] ?? "" })),
    ];
    const known = new Set(contributes.commands.map(({ command }) => command));
    expect(called.map(({ command }) => command).filter((command) => !known.has(command))).toEqual([]);
  });

  test("gives every setting a default and a description", () => {
    for (const [key, setting] of Object.entries(contributes.configuration.properties)) {
      expect(setting.default, key).toBeDefined();
      expect(setting.description ?? setting.markdownDescription, key).toMatch(/\.$/);
      expect(setting.enumDescriptions?.length, key).toBe(setting.enum?.length);
    }
  });

  test("lets a folder that nobody trusts choose neither a program to run nor files outside it", () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe("limited");
    expect(restrictedConfigurations).toEqual(
      expect.arrayContaining(["benchtop.python", "benchtop.runsFolder", "benchtop.confirmOutsidePaths"]),
    );
    expect(contributes.configuration.properties["benchtop.python"]?.scope).toBe("machine-overridable");
  });

  test("offers only key metrics that a run can have", () => {
    const metrics = { train: splitMetrics(0.5), validation: splitMetrics(0.5), test: splitMetrics(0.5) };
    const run = record("a", { metrics, best: epochMetrics(1) });
    for (const metric of contributes.configuration.properties["benchtop.keyMetric"]?.enum ?? [])
      expect(keyMetricOf(run, metric), metric).toBe(0.5);
  });

  test("offers every metric of every split as the key metric, in the words of the table of metrics", () => {
    const choices = ["validation", "test", "train"].flatMap((split) =>
      metricTable
        .filter(({ better }) => better !== "neither")
        .map(({ id, description, when }) => {
          const known = split === "test" || when === "end" ? ", known once a run has ended" : "";
          return [`${split}.${id}`, `${description.slice(0, -1)} (${split} split${known}).`];
        }),
    );
    const setting = contributes.configuration.properties["benchtop.keyMetric"];
    expect(setting?.enum?.map((metric, at) => [metric, setting.enumDescriptions?.[at]])).toEqual(choices);
  });

  test("names pictures that are there", () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    expect(pictures.filter((path) => !existsSync(path))).toEqual([]);
  });

  test("wakes the extension to bring panels back", () => {
    const restored = [runViewType, compareViewType, activationsViewType, datasetViewType].map(
      (type) => `onWebviewPanel:${type}`,
    );
    expect(manifest.activationEvents).toEqual(expect.arrayContaining(restored));
  });
});
