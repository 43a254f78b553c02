import type { ChartPoint, TestResult } from "../training/protocol";

/** uPlot's columns: x, the training line, the test dots; null where a series has no value. */
export type ChartColumns = [number[], (number | null)[], (number | null)[]];

/**
 * Training points and test results on one x axis, in epochs. A later value at the same place wins. What is above the axis is
 * drawn at its end: a loss that grows and grows is seen to.
 */
export function chartColumns(
  points: readonly ChartPoint[],
  tests: readonly TestResult[],
  figure: "loss" | "accuracy",
  highest: number,
): ChartColumns {
  const training = new Map(points.map((point) => [point.at, Math.min(point[figure], highest)]));
  const test = new Map(tests.map((result) => [result.at, Math.min(result[figure], highest)]));
  const at = [...new Set([...training.keys(), ...test.keys()])].sort((a, b) => a - b);
  return [at, at.map((x) => training.get(x) ?? null), at.map((x) => test.get(x) ?? null)];
}
