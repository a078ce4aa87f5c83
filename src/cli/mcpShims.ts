import process from "node:process";

/**
 * What the SDK asks of its platform, put in place by the bundler: its own brings a validator of 150 kB for what clients
 * fill into forms, of which this server shows none. Inputs of tools are checked by their zod schemas.
 */
export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error("this server asks its clients for no forms");
  }
}

export { process };
