import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { filePlace, placeInFile } from "../../../src/base/filePlace.ts";

describe("a place in a file", () => {
  test("is a line of a text and a row of a Parquet file", () => {
    expect(placeInFile("/d/a.csv", 7)).toBe("line 7");
    expect(placeInFile("/d/a.PARQUET", 7)).toBe("row 7");
    expect(filePlace("a.csv.gz", 7)).toBe("a.csv.gz:7");
    expect(filePlace("a.parquet", 7)).toBe("a.parquet, row 7");
  });

  test("is said so by an error about it", () => {
    const error = new UserError("It is odd.", "Mend it.", { file: "/d/a.parquet", line: 3, field: "text" });
    expect(error.message).toBe("/d/a.parquet, row 3: text: It is odd. Mend it.");
  });
});
