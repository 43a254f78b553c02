/** Rows of a digit's picture, and pixels of a row. */
export const SIDE = 28;
/** Pixels of a digit's picture, one byte each, row by row. */
export const PIXELS = SIDE * SIDE;
