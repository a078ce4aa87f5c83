import { dayText, momentText } from "./calendar.ts";
import { ParquetFault } from "./fault.ts";
import type { Struct } from "./thrift.ts";

/** Physical types by their number in the format. */
export const physicalTypes = [
  ...(["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"] as const),
] as const;
export type PhysicalType = (typeof physicalTypes)[number];

/** What the values of a column mean, where that is more than their physical type says. */
export type CellKind =
  | { readonly kind: "plain" | "text" | "bytes" | "unsigned" | "date" | "float16" | "uuid" }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "timestamp"; readonly perSecond: 1_000 | 1_000_000 | 1_000_000_000 };

/** ConvertedType of the format's definition, by number. */
const converted = {
  ...{ utf8: 0, enum: 4, decimal: 5, date: 6, milliseconds: 9, microseconds: 10, bits32: 13, bits64: 14 },
  ...{ bits8: 11, bits16: 12, json: 19, bson: 20, interval: 21 },
} as const;
/** LogicalType of the format's definition: which member of the union is set. */
const logical = {
  ...{ string: 1, enum: 4, decimal: 5, date: 6, timestamp: 8, integer: 10, json: 12 },
  ...{ bson: 13, uuid: 14, float16: 15 },
} as const;

/** What a schema's element says of its values; undefined for kinds that are not read. */
export function cellKindOf(element: Struct, type: PhysicalType, width: number): CellKind | undefined {
  const old = element.optionalCount(6);
  const now = element.struct(10);
  const says = (member: number, ...olds: number[]): boolean =>
    now?.has(member) === true || (old !== undefined && olds.includes(old));
  if (says(logical.bson, converted.bson) || old === converted.interval) return undefined;
  if (says(logical.decimal, converted.decimal)) {
    if (type === "FIXED_LEN_BYTE_ARRAY" && width > 32) return undefined;
    return { kind: "decimal", scale: now?.struct(logical.decimal)?.optionalCount(1) ?? element.optionalCount(7) ?? 0 };
  }
  switch (type) {
    case "BYTE_ARRAY":
      if (says(logical.string, converted.utf8) || says(logical.enum, converted.enum)) return { kind: "text" };
      return says(logical.json, converted.json) ? { kind: "text" } : { kind: "bytes" };
    case "FIXED_LEN_BYTE_ARRAY":
      if (says(logical.float16)) return width === 2 ? { kind: "float16" } : undefined;
      return says(logical.uuid) && width === 16 ? { kind: "uuid" } : undefined;
    case "INT32":
      if (says(logical.date, converted.date)) return { kind: "date" };
      return isUnsigned(now, old) ? { kind: "unsigned" } : { kind: "plain" };
    case "INT64":
      if (says(logical.timestamp, converted.milliseconds, converted.microseconds))
        return { kind: "timestamp", perSecond: unitOf(now?.struct(logical.timestamp), old) };
      return isUnsigned(now, old) ? { kind: "unsigned" } : { kind: "plain" };
    case "INT96":
      return { kind: "timestamp", perSecond: 1_000_000_000 };
    case "BOOLEAN":
    case "FLOAT":
    case "DOUBLE":
      return { kind: "plain" };
  }
}

function isUnsigned(now: Struct | undefined, old: number | undefined): boolean {
  if (now?.struct(logical.integer)?.is(2, false) === true) return true;
  return old !== undefined && old >= converted.bits8 && old <= converted.bits64;
}

function unitOf(timestamp: Struct | undefined, old: number | undefined): 1_000 | 1_000_000 | 1_000_000_000 {
  const unit = timestamp?.struct(2);
  if (unit?.has(3) === true) return 1_000_000_000;
  return unit?.has(2) === true || old === converted.microseconds ? 1_000_000 : 1_000;
}

const utf8 = new TextDecoder();

/** A value as a cell of a table; "" where there is none. */
export function cellText(value: unknown, meaning: CellKind): string {
  if (value === null || value === undefined) return "";
  switch (meaning.kind) {
    case "text":
    case "bytes":
      return value instanceof Uint8Array ? utf8.decode(value) : "";
    case "decimal":
      return String(numberOf(value) / 10 ** meaning.scale);
    case "unsigned":
      return typeof value === "bigint" ? String(BigInt.asUintN(64, value)) : String(Number(value) >>> 0);
    case "date":
      return dayText(Number(value));
    case "timestamp":
      return momentText(timestamp(value, meaning.perSecond));
    case "float16":
      return value instanceof Uint8Array ? String(float16(value)) : "";
    case "uuid":
      return value instanceof Uint8Array ? uuid(value) : "";
    case "plain":
      return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? String(value) : "";
  }
}

/** Milliseconds since 1970; an INT96 holds the day by Julian's count above 64 bits of nanoseconds. */
function timestamp(value: unknown, perSecond: number): number {
  if (typeof value !== "bigint") return Number(value);
  const julian = value >> 64n;
  if (perSecond !== 1_000_000_000 || julian === 0n || julian === -1n) return Number(value) / (perSecond / 1000);
  return Number(julian - 2_440_588n) * 86_400_000 + Math.floor(Number(BigInt.asUintN(64, value)) / 1e6);
}

/** A whole number: two's complement with the high byte first where it comes as bytes. */
function numberOf(value: unknown): number {
  if (!(value instanceof Uint8Array)) return Number(value);
  if (value.length > 32) throw new ParquetFault("a decimal number is longer than they are");
  let whole = 0n;
  for (const byte of value) whole = (whole << 8n) | BigInt(byte);
  return Number(BigInt.asIntN(value.length * 8, whole));
}

/** IEEE 754 binary16. */
function float16(bytes: Uint8Array): number {
  const bits = ((bytes[1] ?? 0) << 8) | (bytes[0] ?? 0);
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
