/** Writes the schemas in media/ anew from those in src/experiment, and the tools into package.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { datasetJsonSchemaText, experimentJsonSchemaText } from "../../src/experiment/jsonSchema.ts";
import { gatesJsonSchema } from "../../src/experiment/gates/parse.ts";
import { contributedTools } from "../../src/services/agents/contributions.ts";

const file = new URL("../../media/experiment.schema.json", import.meta.url);
writeFileSync(file, experimentJsonSchemaText());
console.log("wrote media/experiment.schema.json");
writeFileSync(new URL("../../media/dataset.schema.json", import.meta.url), datasetJsonSchemaText());
console.log("wrote media/dataset.schema.json");
writeFileSync(
  new URL("../../media/gates.schema.json", import.meta.url),
  `${JSON.stringify(gatesJsonSchema(), null, 2)}\n`,
);
console.log("wrote media/gates.schema.json");

const packageFile = new URL("../../package.json", import.meta.url);
const manifest = JSON.parse(readFileSync(packageFile, "utf8"));
manifest.contributes.languageModelTools = contributedTools();
writeFileSync(packageFile, `${JSON.stringify(manifest, null, 2)}\n`);
console.log("wrote contributes.languageModelTools of package.json");
