import type { Exporter } from "./exporter.ts";
import type { PeerName } from "./scripts/refusals.ts";
import type { ExportId } from "./formats.ts";

const script = async (peer: PeerName): Promise<Exporter> =>
  (await import("./scripts/exportScript.ts")).exportScript(peer);

/** Who makes each format, loaded when first asked for: most runs are exported to none of them. */
const exporters: Readonly<Record<ExportId, () => Promise<Exporter>>> = {
  onnx: async () => (await import("./onnx/exportOnnx.ts")).exportOnnx,
  safetensors: async () => (await import("./modelTensors.ts")).exportTensors,
  javascript: async () => (await import("./javascript/exportModule.ts")).exportModule,
  pytorch: () => script("pytorch"),
  numpy: () => script("numpy"),
  "scikit-learn": () => script("scikit-learn"),
  json: async () => (await import("./runJson.ts")).exportJson,
  csv: async () => (await import("./predictionsCsv.ts")).exportPredictions,
  bundle: async () => (await import("./bundle/exportBundle.ts")).exportBundle,
  markdown: async () => (await import("./runReport.ts")).exportReport,
};

export function exporterOf(id: ExportId): Promise<Exporter> {
  return exporters[id]();
}
