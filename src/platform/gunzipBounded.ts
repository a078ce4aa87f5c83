import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UserError } from "../base/errors.ts";

const unpack = promisify(gunzip);
const most = 1024 * 1024 * 1024;

/** What bytes that were packed with gzip hold; a UserError where they are damaged or hold more than 1 GB. */
export async function gunzipBounded(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: Math.min(most, Math.max(64 * 1024 * 1024, bytes.length * 100)) });
  } catch {
    throw new UserError("A packed file in the bundle cannot be unpacked.", "Ask for the bundle again.");
  }
}
