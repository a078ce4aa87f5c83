/** Writes media/experiment.schema.json anew from the schema in src/experiment/spec.ts. */
import { writeFileSync } from "node:fs";
import { experimentJsonSchemaText } from "../../src/experiment/jsonSchema.ts";

const file = new URL("../../media/experiment.schema.json", import.meta.url);
writeFileSync(file, experimentJsonSchemaText());
console.log("wrote media/experiment.schema.json");
