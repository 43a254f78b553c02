import { describe, expect, it } from "vitest";
import { colourOf, type Colour, type Hues, type Theme } from "./palette";

// Machado, Oliveira, Fernandes (2009): what is left of linear red, green and blue, at full severity.
const VISION: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
// Linear sRGB to CIE XYZ over the white D65.
const XYZ = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];

const apply = (matrix: number[][], vector: number[]) =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * (vector[index] ?? 0), 0));

/** CIE L*a*b* of a colour as someone sees it. */
function lab(colour: Colour, vision: number[][]): number[] {
  const linear = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const seen = apply(vision, linear).map((channel) => Math.max(0, Math.min(1, channel)));
  const [x = 0, y = 0, z = 0] = apply(XYZ, seen).map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(one: Colour, other: Colour, vision: number[][]): number {
  const [a, b] = [lab(one, vision), lab(other, vision)];
  return Math.hypot(...a.map((part, index) => part - (b[index] ?? 0)));
}

// Differences of 2 or 3 are just noticed side by side; of 20 they are plain.
const PLAIN = 20;
const combinations = (["light", "dark"] as Theme[]).flatMap((theme) =>
  (["values", "gradients"] as Hues[]).map((hues) => [theme, hues] as const),
);

describe.each(Object.keys(VISION))("to %s", (name) => {
  const vision = VISION[name] ?? [];

  it.each(combinations)("%s %s: below zero, zero and above are plainly different", (theme, hues) => {
    for (const share of [0.5, 1]) {
      const [below, zero, above] = [-share, 0, share].map((of) => colourOf(theme, of, hues)) as [
        Colour,
        Colour,
        Colour,
      ];
      expect(difference(below, above, vision)).toBeGreaterThan(PLAIN);
      expect(difference(below, zero, vision)).toBeGreaterThan(PLAIN);
      expect(difference(above, zero, vision)).toBeGreaterThan(PLAIN);
    }
  });
});
