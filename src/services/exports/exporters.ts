import type { Exporter } from "./exporter.ts";
import type { ExportId } from "./formats.ts";

/** Who makes each format, loaded when first asked for: most runs are exported to none of them. */
const exporters: Readonly<Record<ExportId, () => Promise<Exporter>>> = {
  safetensors: async () => (await import("./modelTensors.ts")).exportTensors,
  json: async () => (await import("./runJson.ts")).exportJson,
  csv: async () => (await import("./predictionsCsv.ts")).exportPredictions,
  markdown: async () => (await import("./runReport.ts")).exportReport,
};

export function exporterOf(id: ExportId): Promise<Exporter> {
  return exporters[id]();
}
