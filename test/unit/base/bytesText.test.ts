import { expect, it } from "vitest";
import { bytesText } from "../../../src/base/bytesText.ts";

it.each([
  [0, "0 kB"],
  [1, "1 kB"],
  [2 ** 20 - 1, "1024 kB"],
  [2 ** 20, "1.0 MB"],
  [150 * 2 ** 20, "150 MB"],
  [2 ** 31, "2.0 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
