import type { Place } from "./convolution";
import { isSamePicture, PIXELS, SIDE } from "./picture";

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
export function cover(image: Uint8Array, { row, column }: Place, side: number): Uint8Array {
  const covered = image.slice();
  const reach = (side - 1) / 2;
  const [left, right] = [Math.max(0, column - reach), Math.min(SIDE, column + reach + 1)];
  const end = Math.min(SIDE, row + reach + 1);
  for (let y = Math.max(0, row - reach); y < end; y++) covered.fill(0, y * SIDE + left, y * SIDE + right);
  return covered;
}

/**
 * Covers one place after another and has the network answer. What has no ink to be covered is not asked for.
 * @param answers ten probabilities for each of n pictures [n, 28, 28].
 * @param isWanted asked time and again; undefined is what becomes of it when it no longer is.
 */
export async function tryAll(
  image: Uint8Array,
  side: number,
  answers: (images: Uint8Array) => Promise<Float32Array>,
  isWanted: () => boolean = () => true,
): Promise<Tried | undefined> {
  const pictures = [image];
  const numbers = Array.from({ length: PIXELS }, (_, place) => {
    const picture = cover(image, { row: Math.floor(place / SIDE), column: place % SIDE }, side);
    return isSamePicture(picture, image) ? 0 : pictures.push(picture) - 1;
  });
  const told = new Float32Array(pictures.length * DIGITS);
  for (let first = 0; first < pictures.length; first += AT_ONCE) {
    if (!isWanted()) return undefined;
    const some = pictures.slice(first, first + AT_ONCE);
    const images = new Uint8Array(some.length * PIXELS);
    some.forEach((picture, index) => images.set(picture, index * PIXELS));
    told.set(await answers(images), first * DIGITS);
  }
  const of = (number: number) => told.subarray(number * DIGITS, (number + 1) * DIGITS);
  const covered = new Float32Array(PIXELS * DIGITS);
  numbers.forEach((number, place) => covered.set(of(number), place * DIGITS));
  return { image, side, whole: of(0).slice(), covered };
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
