import { ResponseError } from "vscode-jsonrpc";
import { type ErrorPlace, UserError } from "../base/errors.ts";

/** Code of a response that carries a UserError, outside the range that JSON-RPC reserves. */
const userErrorCode = 1001;

interface UserErrorData {
  readonly what: string;
  readonly remedy: string;
  readonly place: ErrorPlace;
}

/** What a request handler throws so that a UserError arrives whole at the other end of a wire; other errors as they are. */
export function toWireError(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const data: UserErrorData = { what: error.what, remedy: error.remedy, place: error.place };
  return new ResponseError(userErrorCode, error.message, data);
}

/** The error of a response as its caller should throw it: a UserError again where it was one. */
export function fromWireError(error: unknown): unknown {
  if (!(error instanceof ResponseError) || error.code !== userErrorCode) return error;
  const data: unknown = error.data;
  if (!isUserErrorData(data)) return error;
  return new UserError(data.what, data.remedy, data.place);
}

function isUserErrorData(value: unknown): value is UserErrorData {
  if (typeof value !== "object" || value === null) return false;
  const { what, remedy, place } = value as Partial<Record<keyof UserErrorData, unknown>>;
  return typeof what === "string" && typeof remedy === "string" && typeof place === "object" && place !== null;
}
