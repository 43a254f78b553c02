/** Light or dark: which of the page's two sets of colours. */
export type Theme = "light" | "dark";

/** What colours tell of: values, or their gradients. */
export type Hues = "values" | "gradients";

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

interface Colours {
  /** Zero, and the page's background: a quiet net looks quiet. */
  zero: Colour;
  negative: Colour;
  positive: Colour;
  /** A digit's ink. */
  ink: Colour;
}

// Blue and orange, purple and green: told apart with every kind of colour vision, as a test shows.
const LIGHT = { zero: [252, 251, 248], ink: [28, 30, 34] } as const;
const DARK = { zero: [20, 22, 26], ink: [238, 236, 230] } as const;
const COLOURS: Record<Theme, Record<Hues, Colours>> = {
  light: {
    values: { ...LIGHT, negative: [22, 88, 168], positive: [198, 82, 4] },
    gradients: { ...LIGHT, negative: [124, 40, 150], positive: [38, 118, 8] },
  },
  dark: {
    values: { ...DARK, negative: [96, 172, 255], positive: [255, 158, 62] },
    gradients: { ...DARK, negative: [206, 140, 255], positive: [148, 214, 84] },
  },
};

/** Steps from zero to either end of a palette. */
export const STEPS = 255;

/** Colours by step as 32-bit pixels, in the byte order of ImageData (red first in memory). */
export interface Palette {
  /** Values below zero to above: index STEPS is zero, 0 the most negative, 2 * STEPS the most positive. */
  diverging: Uint32Array;
  /** No ink (0) to full ink (255). */
  grey: Uint32Array;
}

const built = new Map<Colours, Palette>();

/** The theme's palette, computed when it is first wanted. */
export function palette(theme: Theme, hues: Hues = "values"): Palette {
  const colours = COLOURS[theme][hues];
  let palette = built.get(colours);
  if (!palette) built.set(colours, (palette = build(colours)));
  return palette;
}

/** The colour for a share of -1 (most negative) to 1 (most positive). */
export function colourOf(theme: Theme, share: number, hues: Hues = "values"): Colour {
  const { zero, negative, positive } = COLOURS[theme][hues];
  return mix(zero, share < 0 ? negative : positive, Math.min(1, Math.abs(share)));
}

/** The same for CSS. */
export function cssColour(theme: Theme, share: number, hues?: Hues): string {
  return `rgb(${colourOf(theme, share, hues).join(" ")})`;
}

/** How much of the full colour figures on top can bear. */
const PALE = 0.45;

/** The same, pale enough for figures on top. */
export function cssPale(theme: Theme, share: number): string {
  return cssColour(theme, PALE * share);
}

/** A CSS colour for a share of ink, 0 to 1. */
export function cssInk(theme: Theme, share: number): string {
  const { zero, ink } = COLOURS[theme].values;
  return `rgb(${mix(zero, ink, Math.max(0, Math.min(1, share))).join(" ")})`;
}

function build({ zero, negative, positive, ink }: Colours): Palette {
  const diverging = new Uint32Array(2 * STEPS + 1);
  const grey = new Uint32Array(STEPS + 1);
  for (let step = 0; step <= STEPS; step++) {
    const share = step / STEPS;
    diverging[STEPS - step] = pixel(mix(zero, negative, share));
    diverging[STEPS + step] = pixel(mix(zero, positive, share));
    grey[step] = pixel(mix(zero, ink, share));
  }
  return { diverging, grey };
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [channel(0), channel(1), channel(2)];
}

// Bytes in the order of ImageData, read as one number: every processor that browsers run on puts the lowest first.
function pixel([red, green, blue]: Colour): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
