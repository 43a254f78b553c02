import { expect, test } from "vitest";
import { sheetOf } from "./sheet";

test("what were maps is a picture each, in rows of eight", () => {
  expect(sheetOf(256, [16, 4, 4])).toEqual({ pictures: 16, across: 8, rows: 4, columns: 4 });
  expect(sheetOf(784, [1, 28, 28])).toEqual({ pictures: 1, across: 1, rows: 28, columns: 28 });
});

test("what was a line, or maps of one cell, is one picture of equal rows where that can be", () => {
  expect(sheetOf(120, [120, 1, 1])).toEqual({ pictures: 1, across: 1, rows: 6, columns: 20 });
  expect(sheetOf(84, [84])).toEqual({ pictures: 1, across: 1, rows: 6, columns: 14 });
  expect(sheetOf(97, [97])).toEqual({ pictures: 1, across: 1, rows: 5, columns: 20 });
  expect(sheetOf(3, [3])).toEqual({ pictures: 1, across: 1, rows: 1, columns: 3 });
});
