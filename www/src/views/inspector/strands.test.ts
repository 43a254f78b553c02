import { expect, test } from "vitest";
import { strandsBetween, type Place } from "./strands";

const column = (count: number, left: number): Place[] =>
  Array.from({ length: count }, (_, index) => ({ left, top: 20 * index, width: 10, height: 10 }));

test("maps that read all maps are joined with each, by curves from side to side", () => {
  const strands = strandsBetween(column(2, 0), column(3, 50), false);
  expect(strands).toHaveLength(6);
  expect(strands.at(1)).toBe("M10.0 5.0C30.0 5.0 30.0 25.0 50.0 25.0");
});

test("map by map each is joined with its own", () => {
  expect(strandsBetween(column(6, 0), column(6, 50), true)).toHaveLength(6);
  // All in one box: what is read of them is.
  expect(strandsBetween(column(1, 0), column(6, 50), true)).toHaveLength(6);
});

test("what would be a surface is left out", () => {
  expect(strandsBetween(column(16, 0), column(120, 50), false)).toEqual([]);
});
