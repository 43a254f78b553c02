import { describe, expect, it } from "vitest";
import { cellOver, convolve, mapSide, patchAt } from "./convolution";
import { KERNELS } from "./kernels";

const geometry = { side: 28, kernel: 5, stride: 1, padding: 0 };

describe("a convolution", () => {
  it("has maps of the sizes that the article counts", () => {
    expect(mapSide(geometry)).toBe(24);
    expect(mapSide({ side: 32, kernel: 5, stride: 1, padding: 0 })).toBe(28);
    expect(mapSide({ side: 14, kernel: 5, stride: 1, padding: 0 })).toBe(10);
    expect(mapSide({ ...geometry, padding: 2 })).toBe(28);
    expect(mapSide({ ...geometry, stride: 2 })).toBe(12);
    expect(mapSide({ side: 2, kernel: 5, stride: 1, padding: 0 })).toBe(0);
  });

  it("adds up each patch times the kernel, and the bias", () => {
    for (const { stride, padding } of [
      { stride: 1, padding: 0 },
      { stride: 2, padding: 1 },
      { stride: 3, padding: 2 },
    ]) {
      const small = { side: 7, kernel: 3, stride, padding };
      const pixels = Float32Array.from({ length: 49 }, (_, index) => ((index * 31) % 17) / 16);
      const weights = Array.from({ length: 9 }, (_, index) => ((index * 7) % 5) - 2);
      const side = mapSide(small);
      const expected = Array.from({ length: side * side }, (_, cell) => {
        const patch = patchAt(pixels, small, { row: Math.floor(cell / side), column: cell % side });
        return patch.reduce<number>((sum, pixel, index) => sum + (pixel ?? 0) * (weights[index] ?? 0), 0.5);
      });
      const map = convolve(pixels, weights, 0.5, small);
      expect(map.length).toBe(expected.length);
      map.forEach((value, cell) => expect(value).toBeCloseTo(expected[cell] ?? NaN, 5));
    }
  });

  it("has nothing under the kernel where there is padding", () => {
    const patch = patchAt([1, 2, 3, 4], { side: 2, kernel: 3, stride: 1, padding: 1 }, { row: 0, column: 0 });
    expect(patch).toEqual([undefined, undefined, undefined, undefined, 1, 2, undefined, 3, 4]);
  });

  it("is the picture itself for a single 1 in the middle", () => {
    const pixels = Float32Array.from({ length: 9 }, (_, index) => index);
    const map = convolve(pixels, KERNELS.identity, 0, { side: 3, kernel: 3, stride: 1, padding: 1 });
    expect(map).toEqual(pixels);
  });

  it("finds the cell whose window lies around a pixel", () => {
    expect(cellOver({ row: 14, column: 3 }, geometry)).toEqual({ row: 12, column: 1 });
    expect(cellOver({ row: 0, column: 27 }, geometry)).toEqual({ row: 0, column: 23 });
    expect(cellOver({ row: 14, column: 14 }, { ...geometry, stride: 2 })).toEqual({ row: 6, column: 6 });
  });
});

describe("a kernel that is known by name", () => {
  it("is a square, and what looks for edges gives nothing for even areas", () => {
    for (const weights of Object.values(KERNELS)) expect([9, 25]).toContain(weights.length);
    for (const name of ["vertical", "horizontal", "outline"] as const) {
      expect(KERNELS[name].reduce((sum, weight) => sum + weight, 0)).toBe(0);
    }
  });
});
