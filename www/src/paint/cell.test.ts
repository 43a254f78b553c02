import { describe, expect, it } from "vitest";
import { cellAt, outlinesOf, walk, type Picture } from "./cell";

const MAPS: Picture = { maps: { count: 6, height: 24, width: 24 }, across: false };
const CELLS: Picture = { maps: { count: 120, height: 1, width: 1 }, across: false };
const STANDING: Picture = { maps: { count: 1, height: 64, width: 1 }, across: false };
const LYING: Picture = { ...STANDING, across: true };

describe("cellAt", () => {
  it("finds the cell of a map", () => {
    expect(cellAt(0.5, 0.01, 3, MAPS)).toEqual({ map: 3, row: 0, column: 12 });
    expect(cellAt(0.5, 0.5, 77, CELLS)).toEqual({ map: 77, row: 0, column: 0 });
  });

  it("stays inside at the rim", () => {
    expect(cellAt(1, 1.01, 0, MAPS)).toEqual({ map: 0, row: 23, column: 23 });
    expect(cellAt(-0.01, 0, 0, MAPS)).toEqual({ map: 0, row: 0, column: 0 });
  });

  it("counts along a vector, standing or lying", () => {
    expect(cellAt(0.5, 0.99, 0, STANDING)).toEqual({ map: 63, row: 0, column: 0 });
    expect(cellAt(0.5, 0.99, 0, LYING)).toEqual({ map: 32, row: 0, column: 0 });
  });
});

describe("outlinesOf", () => {
  it("outlines the same part of every map, or of one", () => {
    const part = { top: 6, left: 12, height: 6, width: 12 };
    const box = { top: 0.25, left: 0.5, height: 0.25, width: 0.5 };
    expect(outlinesOf(part, MAPS)).toEqual([0, 1, 2, 3, 4, 5].map((picture) => ({ picture, box })));
    expect(outlinesOf({ ...part, map: 2 }, MAPS)).toEqual([{ picture: 2, box }]);
    expect(outlinesOf({ ...part, maps: [0, 4] }, MAPS)).toEqual([0, 4].map((picture) => ({ picture, box })));
  });

  it("puts one outline around a layer that is seen whole", () => {
    const whole = [{ box: { left: 0, top: 0, width: 1, height: 1 } }];
    expect(outlinesOf({ top: 0, left: 0, height: 24, width: 24 }, MAPS)).toEqual(whole);
    expect(outlinesOf({ top: 0, left: 0, height: 1, width: 1 }, CELLS)).toEqual(whole);
    expect(outlinesOf({ top: 0, left: 0, height: 1, width: 1 }, STANDING)).toEqual(whole);
  });

  it("finds a vector's unit", () => {
    const unit = { map: 16, top: 0, left: 0, height: 1, width: 1 };
    expect(outlinesOf(unit, STANDING)[0]?.box).toEqual({ left: 0, top: 0.25, width: 1, height: 1 / 64 });
    expect(outlinesOf(unit, LYING)[0]?.box).toEqual({ left: 0.25, top: 0, width: 1 / 64, height: 1 });
  });

  it("outlines nothing where only padding is seen", () => {
    expect(outlinesOf({ top: 0, left: 0, height: 0, width: 3 }, MAPS)).toEqual([]);
  });
});

describe("walk", () => {
  const corner = { map: 0, row: 0, column: 0 };

  it("goes from cell to cell and from map to map, and stops at the ends", () => {
    expect(walk(corner, "ArrowRight", MAPS.maps, 1)).toEqual({ map: 0, row: 0, column: 1 });
    expect(walk(corner, "ArrowDown", MAPS.maps, 1)).toEqual({ map: 0, row: 1, column: 0 });
    expect(walk(corner, "ArrowLeft", MAPS.maps, 1)).toEqual(corner);
    expect(walk(corner, "End", MAPS.maps, 1)).toEqual({ map: 0, row: 0, column: 23 });
    expect(walk(corner, "PageDown", MAPS.maps, 1)).toEqual({ map: 1, row: 0, column: 0 });
    expect(walk({ ...corner, map: 5 }, "PageDown", MAPS.maps, 1)).toEqual({ ...corner, map: 5 });
  });

  it("goes along single cells by their columns", () => {
    const from = (map: number) => ({ map, row: 0, column: 0 });
    expect(walk(from(7), "ArrowDown", CELLS.maps, 5)).toEqual(from(12));
    expect(walk(from(2), "ArrowUp", CELLS.maps, 5)).toEqual(from(0));
    expect(walk(from(7), "End", CELLS.maps, 5)).toEqual(from(119));
    expect(walk(from(60), "PageDown", STANDING.maps, 1)).toEqual(from(63));
  });

  it("leaves other keys alone", () => {
    expect(walk(corner, "Tab", MAPS.maps, 1)).toBeUndefined();
    expect(walk(corner, "a", STANDING.maps, 1)).toBeUndefined();
  });
});
