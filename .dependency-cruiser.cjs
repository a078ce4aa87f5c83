/** The floors of docs/architecture.md as rules: imports go down only, no circles, type imports counted. */
const floors = {
  base: [],
  engine: ["base"],
  data: ["base"],
  models: ["base", "engine", "data"],
  experiment: ["base", "engine", "data", "models"],
  protocol: ["base", "engine", "data", "models", "experiment"],
  services: ["base", "engine", "data", "models", "experiment", "protocol"],
  worker: ["base", "engine", "data", "models", "experiment", "protocol"],
  platform: ["base", "engine", "data", "models", "experiment", "protocol", "services", "worker"],
  ui: ["base", "data", "experiment", "protocol", "services", "platform"],
  cli: ["base", "data", "experiment", "protocol", "services", "platform"],
};

const floorRules = Object.entries(floors).map(([floor, below]) => ({
  name: `floor-${floor}`,
  comment: `${floor} may import ${below.join(", ") || "nothing of ours"}`,
  severity: "error",
  from: { path: `^src/${floor}/` },
  to: { path: "^(src|webview)/", pathNot: [floor, ...below].map((name) => `^src/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "not-resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^vscode$" } },
    {
      name: "vscode-only-on-top",
      severity: "error",
      from: { path: "^(src|webview)/", pathNot: ["^src/platform/", "^src/ui/", "^src/extension\\.ts$"] },
      to: { path: "^(vscode|node_modules/@types/vscode)" },
    },
    {
      name: "node-only-at-the-edge",
      severity: "error",
      from: { path: "^(src|webview)/", pathNot: ["^src/platform/", "^src/cli/", "\\.node\\.ts$"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "webview-sees-types-and-protocol",
      comment:
        "the panels import base, protocol and the types of experiment and below; never the schema or the engine's code",
      severity: "error",
      from: { path: "^webview/" },
      to: { path: "^src/", pathNot: ["^src/base/", "^src/protocol/"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "one-door-to-the-toolkit",
      severity: "error",
      from: { path: "^webview/", pathNot: "^webview/toolkit\\.ts$" },
      to: { path: "webview-ui-toolkit" },
    },
    {
      name: "no-tests-in-production",
      severity: "error",
      from: { path: "^(src|webview)/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^src/engine/kernels/assembly/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
