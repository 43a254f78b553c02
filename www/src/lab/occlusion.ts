import type { Place } from "./convolution";
import { PIXELS, SIDE } from "../mnist/picture";
import { placeOf } from "./picture";

// Occlusion: what the answer owes to each part of a picture, by blanking one part after another. After Zeiler and Fergus,
// "Visualizing and Understanding Convolutional Networks", 2014, section 4.2.

/** Digits that a network tells apart. */
export const DIGITS = 10;
/** Pictures that a network is asked for at once: it has other things to do. */
const AT_ONCE = 16;
/** A probability below it is taken for it: a ratio to 0 would be no number. */
const LEAST = 1e-30;

/** What a network says of a picture, and of the same with one square blank, for every place of the square. */
export interface Tried {
  image: Uint8Array;
  /** Of the square. */
  side: number;
  /** Ten probabilities of the whole picture. */
  whole: Float32Array;
  /** Ten probabilities for each place [28, 28] of the square's middle. */
  covered: Float32Array;
}

/** A picture [28, 28] without the ink in a square of odd `side` around a pixel; the square may reach over the picture's rim. */
export function cover(image: Uint8Array, place: Place, side: number): Uint8Array {
  const covered = image.slice();
  for (const [start, end] of rowsOf(place, side)) covered.fill(0, start, end);
  return covered;
}

/**
 * Covers one place after another and has the network answer. What has no ink to be covered is not asked for. The work is done
 * in parts, so that a page that shows more than this is not held up.
 * @param answers ten probabilities for each of n pictures [n, 28, 28].
 * @param isWanted asked time and again; undefined is what becomes of it when it no longer is.
 */
export async function tryAll(
  image: Uint8Array,
  side: number,
  answers: (images: Uint8Array) => Promise<Float32Array>,
  isWanted: () => boolean = () => true,
): Promise<Tried | undefined> {
  const whole = await answers(image);
  const covered = new Float32Array(PIXELS * DIGITS);
  const places: number[] = [];
  for (let place = 0; place < PIXELS; place++) {
    if (hasInk(image, placeOf(place), side)) places.push(place);
    else covered.set(whole, place * DIGITS);
  }
  for (let first = 0; first < places.length; first += AT_ONCE) {
    if (!isWanted()) return undefined;
    const part = places.slice(first, first + AT_ONCE);
    const images = new Uint8Array(part.length * PIXELS);
    part.forEach((place, index) => images.set(cover(image, placeOf(place), side), index * PIXELS));
    const told = await answers(images);
    part.forEach((place, index) => covered.set(told.subarray(index * DIGITS, (index + 1) * DIGITS), place * DIGITS));
  }
  return { image, side, whole, covered };
}

function hasInk(image: Uint8Array, place: Place, side: number): boolean {
  return rowsOf(place, side).some(([start, end]) => image.subarray(start, end).some((byte) => byte > 0));
}

/** Where the square's rows begin and end, as far as they are in the picture. */
function rowsOf({ row, column }: Place, side: number): [start: number, end: number][] {
  const reach = (side - 1) / 2;
  const [left, right] = [Math.max(0, column - reach), Math.min(SIDE, column + reach + 1)];
  const [top, bottom] = [Math.max(0, row - reach), Math.min(SIDE, row + reach + 1)];
  return Array.from({ length: bottom - top }, (_, index) => {
    const start = (top + index) * SIDE;
    return [start + left, start + right];
  });
}

/** How many times as likely as `rival` a digit is by ten probabilities. */
export function odds(probabilities: Float32Array, digit: number, rival: number): number {
  const [of, against] = [probabilities[digit] ?? 0, probabilities[rival] ?? 0];
  return Math.max(of, LEAST) / Math.max(against, LEAST);
}

/**
 * What the ink around each place says for `digit` and against `rival`: the natural logarithm of how many times the odds are
 * what they are without it. [28, 28]
 */
export function evidence({ whole, covered }: Tried, digit: number, rival: number): Float32Array {
  const all = Math.log(odds(whole, digit, rival));
  return Float32Array.from({ length: PIXELS }, (_, place) => {
    return all - Math.log(odds(covered.subarray(place * DIGITS, (place + 1) * DIGITS), digit, rival));
  });
}
