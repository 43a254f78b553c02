import type { ChartPoint, TestResult } from "../training/protocol";

/** uPlot's columns: x, the training line, the test dots; null where a series has no value. */
export type ChartColumns = [number[], (number | null)[], (number | null)[]];

/** Training points and test results on one x axis, in epochs. A later value at the same place wins. */
export function chartColumns(
  points: readonly ChartPoint[],
  tests: readonly TestResult[],
  figure: "loss" | "accuracy",
): ChartColumns {
  const training = new Map(points.map((point) => [point.at, point[figure]]));
  const test = new Map(tests.map((result) => [result.at, result[figure]]));
  const at = [...new Set([...training.keys(), ...test.keys()])].sort((a, b) => a - b);
  return [at, at.map((x) => training.get(x) ?? null), at.map((x) => test.get(x) ?? null)];
}
