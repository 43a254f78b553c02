import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KernelLab } from "./kernel-lab.svelte";
import { KERNELS } from "./kernels";

let lab: KernelLab;

beforeEach(() => {
  lab = new KernelLab();
  lab.see(Uint8Array.from({ length: 784 }, (_, index) => index % 256));
});

afterEach(() => lab.stop());

describe("a kernel of one's own", () => {
  it("takes weights that are in range, and no others", () => {
    expect(lab.setWeight(4, 2.5)).toBe(true);
    expect(lab.weights[4]).toBe(2.5);
    for (const wrong of [NaN, Infinity, 9.5, -10]) expect(lab.setWeight(4, wrong), String(wrong)).toBe(false);
    expect(lab.setBias(-99)).toBe(false);
    expect([lab.weights[4], lab.bias]).toEqual([2.5, 0]);
  });

  it("keeps its middle when its side changes", () => {
    const { vertical } = KERNELS;
    lab.resize(5);
    expect(lab.weights.length).toBe(25);
    expect(lab.weights[12]).toBe(vertical[4]);
    lab.resize(3);
    expect(lab.weights).toEqual(vertical);
  });

  it("tells a cell by its patch, products and sum", () => {
    lab.take({ weights: KERNELS.blur, bias: 0.5 });
    lab.look({ row: 3, column: 4 });
    const sum = lab.products.reduce((sum, product) => sum + product, 0);
    expect(lab.value).toBeCloseTo(sum + 0.5, 5);
    expect(lab.patch).toHaveLength(25);
  });

  it("looks at a cell that is there, whatever becomes of the map", () => {
    lab.look({ row: 25, column: 25 });
    lab.move({ stride: 3 });
    expect([lab.mapSide, lab.cell]).toEqual([9, { row: 8, column: 8 }]);
    lab.take("blur");
    expect([lab.mapSide, lab.cell]).toEqual([8, { row: 7, column: 7 }]);
  });

  it("changes nothing for the same picture", () => {
    const { image } = lab;
    lab.see(image.slice());
    expect(lab.image).toBe(image);
  });

  it("slides from the first cell to the last, and shows what it has come to", () => {
    vi.useFakeTimers();
    lab.move({ stride: 3 });
    lab.slide();
    flushSync();
    expect([lab.cell, lab.seen.length]).toEqual([{ row: 0, column: 0 }, 1]);
    vi.advanceTimersByTime(30_000);
    expect([lab.sliding, lab.cell, lab.seen.length]).toEqual([false, { row: 8, column: 8 }, 81]);
    lab.slide();
    lab.slide();
    expect([lab.sliding, lab.seen.length]).toEqual([false, 81]);
    vi.useRealTimers();
  });
});
