import type { Exporter } from "./exporter.ts";
import type { ExportId } from "./formats.ts";

/** Who makes each format, loaded when first asked for: most runs are exported to none of them. */
const exporters: Readonly<Record<ExportId, () => Promise<Exporter>>> = {
  onnx: async () => (await import("./onnx/exportOnnx.ts")).exportOnnx,
  safetensors: async () => (await import("./modelTensors.ts")).exportTensors,
  javascript: async () => (await import("./javascript/exportModule.ts")).exportModule,
  json: async () => (await import("./runJson.ts")).exportJson,
  csv: async () => (await import("./predictionsCsv.ts")).exportPredictions,
  markdown: async () => (await import("./runReport.ts")).exportReport,
};

export function exporterOf(id: ExportId): Promise<Exporter> {
  return exporters[id]();
}
