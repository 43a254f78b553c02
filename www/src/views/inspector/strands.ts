/** A box over the picture, in its pixels. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** More lines than these between two layers are a grey surface. */
const MOST = 128;

/**
 * The lines, as SVG paths, from the boxes of one layer to those of the next, which reads them: from the middle of a right side
 * to the middle of a left one.
 * @param mapByMap whether each reads only the one at its own place.
 */
export function strandsBetween(from: readonly Place[], to: readonly Place[], mapByMap: boolean): string[] {
  const paired = mapByMap && from.length === to.length;
  if (!paired && from.length * to.length > MOST) return [];
  return from.flatMap((a, index) => (paired ? to.slice(index, index + 1) : to).map((b) => strand(a, b)));
}

function strand(a: Place, b: Place): string {
  const [x, y] = [a.left + a.width, a.top + a.height / 2];
  const [endX, endY] = [b.left, b.top + b.height / 2];
  const middle = (x + endX) / 2;
  const at = (...numbers: number[]) => numbers.map((number) => number.toFixed(1)).join(" ");
  return `M${at(x, y)}C${at(middle, y, middle, endY, endX, endY)}`;
}
