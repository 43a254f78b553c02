import { expect, it } from "vitest";
import { chartColumns } from "./chart-data";

it("puts training and test figures on one axis, in order", () => {
  const points = [
    { at: 0.5, loss: 2, accuracy: 0.2 },
    { at: 1, loss: 1, accuracy: 0.7 },
  ];
  const tests = [
    { at: 0, loss: 2.3, accuracy: 0.1, confusion: [] },
    { at: 1, loss: 0.9, accuracy: 0.8, confusion: [] },
  ];
  expect(chartColumns(points, tests, "loss", 2.6)).toEqual([
    [0, 0.5, 1],
    [null, 2, 1],
    [2.3, null, 0.9],
  ]);
});

it("keeps at the end of the axis what is above it", () => {
  const points = [{ at: 1, loss: 325, accuracy: 0.1 }];
  const tests = [{ at: 1, loss: Infinity, accuracy: 0.1, confusion: [] }];
  expect(chartColumns(points, tests, "loss", 2.6)).toEqual([[1], [2.6], [2.6]]);
});
