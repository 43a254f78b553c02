import { expect, it } from "vitest";
import { curveOf } from "./curve";

it.each(["sigmoid", "tanh", "scaled_tanh", "relu"] as const)("the curve of %s has every input on it", (name) => {
  for (const input of [-31, -0.5, 0, 7.3]) {
    const { reach, low, high, points } = curveOf(name, input);
    expect(Math.abs(input)).toBeLessThan(reach);
    expect(points[0]?.[0]).toBe(-reach);
    expect(points.at(-1)?.[0]).toBe(reach);
    for (const [, y] of points) expect(y >= low && y <= high).toBe(true);
  }
});

it("the curve stands still while its point moves a little", () => {
  expect(curveOf("sigmoid", 1)).toEqual(curveOf("sigmoid", -2));
});
