/**
 * Of points in their order those that are evenly far apart, at most `most` and not fewer than half as many; the first and the last
 * among them. Points may be added to them, and all thinned again: distances only ever double, so that those that stay do for long.
 */
export function thinned<Point extends { at: number }>(points: Point[], most: number): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length <= most / 2 || !first || !last) return points;
  const apart = 2 ** Math.ceil(Math.log2((last.at - first.at) / (most - 2)));
  let before = -Infinity;
  return points.filter((point) => {
    const place = Math.floor(point.at / apart);
    const stays = place > before || point === first || point === last;
    before = place;
    return stays;
  });
}
