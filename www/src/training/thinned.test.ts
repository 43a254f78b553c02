import { expect, it } from "vitest";
import { thinned } from "./thinned";

const MOST = 200;
const upTo = (end: number) => Array.from({ length: end }, (_, at) => ({ at }));

it("leaves few points as they are", () => {
  const points = upTo(MOST / 2);
  expect(thinned(points, MOST)).toBe(points);
  expect(thinned([], 0)).toEqual([]);
});

it("keeps points evenly far apart, however many come one after another", () => {
  const END = 20_000;
  let points = upTo(1);
  for (let at = 1; at <= END; at++) {
    points = thinned([...points, { at }], MOST);
    expect(points.length).toBeLessThanOrEqual(MOST);
    expect(points.length).toBeGreaterThanOrEqual(Math.min(at, MOST / 2));
  }
  expect(points.at(-1)).toEqual({ at: END });
  const places = points.slice(0, -1).map(({ at }) => at);
  expect(places).toEqual(places.map((_, index) => index * 128));
  // As if all had come at once.
  expect(points).toEqual(thinned(upTo(END + 1), MOST));
});

it("keeps both ends of points that all stand at one place", () => {
  const points = [0, 1, 2].map((value) => ({ at: 0, value }));
  expect(thinned(points, 4)).toEqual([points[0], points[2]]);
});
