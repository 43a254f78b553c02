import { SIDE } from "../mnist/picture";
import type { Place } from "./convolution";

/** Whether two pictures are the same, pixel by pixel. */
export function isSamePicture(one: Uint8Array, other?: Uint8Array): boolean {
  return other !== undefined && one.every((byte, index) => byte === other[index]);
}

/** Where the pixel of an index is. */
export function placeOf(index: number): Place {
  return { row: Math.floor(index / SIDE), column: index % SIDE };
}
