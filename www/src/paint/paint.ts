import { STEPS, type Palette } from "./palette";

/** What is painted on: an ImageData, or anything with its pixels. */
export interface Pixels {
  data: Uint8ClampedArray;
}

/** Smallest and largest of some values; 0 and 0 of none. */
export interface Extent {
  min: number;
  max: number;
}

/** The extent of a tensor's values. NaN is passed over. */
export function extentOf(values: Float32Array): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/** The value that gets the palette's full colour: the largest magnitude, so that zero stays in the middle. */
export function limitOf({ min, max }: Extent): number {
  return Math.max(-min, max, 0);
}

/** Paints signed values, one a pixel, -limit to limit; a limit of 0 or a NaN paints zero. */
export function paintValues(values: Float32Array, limit: number, { diverging }: Palette, target: Pixels): void {
  const pixels = new Uint32Array(target.data.buffer, target.data.byteOffset, target.data.byteLength / 4);
  const scale = limit > 0 ? STEPS / limit : 0;
  const end = Math.min(pixels.length, values.length);
  for (let i = 0; i < end; i++) {
    const step = Math.round((values[i] as number) * scale);
    pixels[i] = diverging[STEPS + Math.max(-STEPS, Math.min(STEPS, step || 0))] as number;
  }
  // Of a picture whose last row is shorter.
  pixels.fill(0, end);
}

/** Paints bytes of ink (0 to 255), one a pixel. */
export function paintInk(ink: Uint8Array, { grey }: Palette, target: Pixels): void {
  const pixels = new Uint32Array(target.data.buffer, target.data.byteOffset, target.data.byteLength / 4);
  const end = Math.min(pixels.length, ink.length);
  for (let i = 0; i < end; i++) pixels[i] = grey[ink[i] as number] as number;
}

/** A square picture of bytes with sides of `side`, in the middle of a larger one of paper. */
export function framed(
  image: Uint8Array,
  side: number,
  { height, width }: { height: number; width: number },
): Uint8Array {
  if (height === side && width === side) return image;
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const frame = new Uint8Array(height * width);
  for (let row = 0; row < side; row++) {
    frame.set(image.subarray(row * side, (row + 1) * side), (top + row) * width + left);
  }
  return frame;
}
