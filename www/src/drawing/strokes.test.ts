import { describe, expect, it } from "vitest";
import { flatten, interpolate } from "./strokes";

describe("interpolate", () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: 40 },
  ];

  it("goes through every point, in order", () => {
    const line = interpolate(corner, 5);
    const places = corner.map(({ x, y }) => line.findIndex((point) => point.x === x && point.y === y));
    expect(places[0]).toBe(0);
    expect(places[1]).toBeGreaterThan(0);
    expect(places[2]).toBe(line.length - 1);
  });

  it("leaves no gap much wider than the step", () => {
    const line = interpolate(corner, 5);
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [line[i - 1], line[i]];
      if (from && to) expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeLessThan(8);
    }
  });

  it("keeps a straight line straight", () => {
    const line = interpolate(
      [
        { x: 0, y: 10 },
        { x: 30, y: 10 },
        { x: 90, y: 10 },
      ],
      4,
    );
    for (const { y } of line) expect(y).toBeCloseTo(10);
  });

  it("takes a dot for a dot, and nothing for nothing", () => {
    expect(interpolate([{ x: 3, y: 4 }], 5)).toEqual([{ x: 3, y: 4 }]);
    expect(interpolate([], 5)).toEqual([]);
  });

  it("survives a hand that holds still", () => {
    const still = Array.from({ length: 4 }, () => ({ x: 7, y: 7 }));
    expect(interpolate(still, 5).every(({ x, y }) => x === 7 && y === 7)).toBe(true);
  });
});

it("flatten writes x, y, x, y", () => {
  expect([
    ...flatten([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]),
  ]).toEqual([1, 2, 3, 4]);
});
