/** A point of the pad, in its units. */
export interface Point {
  x: number;
  y: number;
}

/** Units across the pad, whatever its size on the screen. */
export const PAD_SIZE = 280;
/** The pen's width in the pad's units: a digit that fills the pad gets MNIST's two to three pixels. */
export const PEN_WIDTH = 22;

/**
 * A smooth line through all the points (Catmull-Rom), with no two neighbours further apart than about `step`: a quick
 * hand leaves few points, and they are joined by a curve as the hand drew it, not by corners.
 */
export function interpolate(points: readonly Point[], step: number): Point[] {
  const [first] = points;
  if (!first) return [];
  const line: Point[] = [first];
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i] as Point, points[i + 1] as Point];
    const before = points[i - 1] ?? from;
    const after = points[i + 2] ?? to;
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
    for (let piece = 1; piece <= pieces; piece++) {
      const t = piece / pieces;
      line.push({
        x: catmullRom(before.x, from.x, to.x, after.x, t),
        y: catmullRom(before.y, from.y, to.y, after.y, t),
      });
    }
  }
  return line;
}

/** Points as x, y, x, y: what the engine takes. */
export function flatten(points: readonly Point[]): Float32Array {
  const flat = new Float32Array(points.length * 2);
  points.forEach(({ x, y }, index) => flat.set([x, y], index * 2));
  return flat;
}

function catmullRom(before: number, from: number, to: number, after: number, t: number): number {
  const slopeFrom = (to - before) / 2;
  const slopeTo = (after - from) / 2;
  const t2 = t * t;
  const t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * from + (t3 - 2 * t2 + t) * slopeFrom + (3 * t2 - 2 * t3) * to + (t3 - t2) * slopeTo;
}
