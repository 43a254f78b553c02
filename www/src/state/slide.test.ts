import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LayerDescription } from "../training/protocol";
import { Inspection } from "./inspection.svelte";
import { Slide } from "./slide.svelte";

const layers = [
  { name: "conv1", kind: "conv", outputShape: [6, 2, 3] },
  { name: "fc1", kind: "linear", outputShape: [64] },
] as LayerDescription[];
const unit = (row: number, column: number) => ({ layer: "conv1", map: 4, row, column });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("pins cell after cell of a map, row by row, and stays at the last", () => {
  const inspection = new Inspection(() => undefined);
  const slide = new Slide(inspection, () => layers);
  slide.start("conv1", 4);
  const seen = [inspection.pinned];
  while (slide.running) {
    vi.advanceTimersByTime(400);
    seen.push(inspection.pinned);
  }
  expect(seen).toEqual([unit(0, 0), unit(0, 1), unit(0, 2), unit(1, 0), unit(1, 1), unit(1, 2)]);
  vi.advanceTimersByTime(800);
  expect(inspection.pinned).toEqual(unit(1, 2));
});

it("gives way to whatever else is pinned, or to nothing", () => {
  const inspection = new Inspection(() => undefined);
  const slide = new Slide(inspection, () => layers);
  slide.start("conv1", 4);
  inspection.clear();
  vi.advanceTimersByTime(400);
  expect([slide.running, inspection.pinned]).toEqual([false, undefined]);
  slide.start("conv1", 4);
  inspection.pin(unit(1, 1));
  vi.advanceTimersByTime(800);
  expect([slide.running, inspection.pinned]).toEqual([false, unit(1, 1)]);
});

it("is not for layers without windows", () => {
  const inspection = new Inspection(() => undefined);
  const slide = new Slide(inspection, () => layers);
  slide.start("fc1", 0);
  expect([slide.running, inspection.pinned]).toEqual([false, undefined]);
});
