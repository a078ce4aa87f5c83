import { randomBytes } from "node:crypto";

/** 128 bits that nobody can guess, as letters and digits, for a page's nonce. */
export function randomText(): string {
  return randomBytes(16).toString("hex");
}
