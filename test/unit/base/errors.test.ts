import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";

describe("an error for a person", () => {
  it("names file, line and field before what went wrong and what to do", () => {
    const error = new UserError("The label is empty.", "Fill it in.", { file: "a.csv", line: 3, field: "label" });
    expect(error.message).toBe("a.csv:3: label: The label is empty. Fill it in.");
  });

  it("names the line alone where there is no file", () => {
    expect(new UserError("Broken.", "Mend it.", { line: 2 }).message).toBe("line 2: Broken. Mend it.");
  });

  it("is whole without a place", () => {
    expect(new UserError("Broken.", "Mend it.").message).toBe("Broken. Mend it.");
  });
});
