import { describe, expect, it } from "vitest";
import { extentOf, framed, limitOf, paintInk, paintValues } from "./paint";
import { cssColour, palette } from "./palette";

function pixelsFor(count: number) {
  return { data: new Uint8ClampedArray(count * 4) };
}

function colourAt(pixels: { data: Uint8ClampedArray }, index: number): string {
  const [red, green, blue] = pixels.data.subarray(index * 4, index * 4 + 4);
  return `rgb(${red} ${green} ${blue})`;
}

describe.each(["light", "dark"] as const)("the %s palette", (theme) => {
  const colours = palette(theme);

  it("gives zero the page's background, and each sign its own side", () => {
    const pixels = pixelsFor(5);
    paintValues(new Float32Array([-2, -1, 0, 1, 2]), 2, colours, pixels);
    const painted = [0, 1, 2, 3, 4].map((index) => colourAt(pixels, index));
    expect(painted[0]).toBe(cssColour(theme, -1));
    expect(painted[2]).toBe(cssColour(theme, 0));
    expect(painted[4]).toBe(cssColour(theme, 1));
    expect(new Set(painted).size).toBe(5);
    expect([...pixels.data].filter((_, index) => index % 4 === 3)).toEqual([255, 255, 255, 255, 255]);
  });

  it("keeps values beyond the limit at the full colour", () => {
    const pixels = pixelsFor(2);
    paintValues(new Float32Array([-9, Infinity]), 1, colours, pixels);
    expect(colourAt(pixels, 0)).toBe(cssColour(theme, -1));
    expect(colourAt(pixels, 1)).toBe(cssColour(theme, 1));
  });

  it("paints zero where there is nothing to tell: a limit of 0, NaN", () => {
    const pixels = pixelsFor(2);
    paintValues(new Float32Array([0, 0]), 0, colours, pixels);
    expect(colourAt(pixels, 0)).toBe(cssColour(theme, 0));
    paintValues(new Float32Array([NaN, 1]), 1, colours, pixels);
    expect(colourAt(pixels, 0)).toBe(cssColour(theme, 0));
  });

  it("paints no ink as the background and full ink as something else", () => {
    const pixels = pixelsFor(2);
    paintInk(new Uint8Array([0, 255]), colours, pixels);
    expect(colourAt(pixels, 0)).toBe(cssColour(theme, 0));
    expect(colourAt(pixels, 1)).not.toBe(cssColour(theme, 0));
  });
});

describe("extents", () => {
  it("finds the least and the largest", () => {
    expect(extentOf(new Float32Array([1, -3, 2]))).toEqual({ min: -3, max: 2 });
  });

  it("passes over NaN and knows nothing of nothing", () => {
    expect(extentOf(new Float32Array([NaN, 4]))).toEqual({ min: 4, max: 4 });
    expect(extentOf(new Float32Array())).toEqual({ min: 0, max: 0 });
  });

  it("takes the larger magnitude as the limit", () => {
    expect(limitOf({ min: -3, max: 2 })).toBe(3);
    expect(limitOf({ min: 0.2, max: 0.9 })).toBe(0.9);
    expect(limitOf({ min: 0, max: 0 })).toBe(0);
  });
});

it("a picture stands in the middle of a larger one of paper", () => {
  const picture = Uint8Array.of(1, 2, 3, 4);
  expect([...framed(picture, 2, { height: 4, width: 5 })]).toEqual(
    [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0], // prettier-ignore
  );
  expect(framed(picture, 2, { height: 2, width: 2 })).toBe(picture);
});
