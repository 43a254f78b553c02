/** Side of a picture, in pixels. */
export const SIDE = 28;
/** Pixels of a picture. */
export const PIXELS = SIDE * SIDE;

/** Whether two pictures are the same, pixel by pixel. */
export function isSamePicture(one: Uint8Array, other?: Uint8Array): boolean {
  return other !== undefined && one.every((byte, index) => byte === other[index]);
}
