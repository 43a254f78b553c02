import { isCell, isVector, type Maps } from "./layout";

/** One number of a layer; of a layer without maps, `map` is the unit, row and column are 0. */
export interface Cell {
  map: number;
  row: number;
  column: number;
}

/** How a layer's units are shown: as maps, or all in one picture; a vector may lie down. */
export interface Picture {
  maps: Maps;
  across: boolean;
}

/** A part of a picture, in shares of its sides. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A rectangle of cells on one map, on some, or on every map if none is named. */
export interface Part {
  map?: number;
  maps?: readonly number[];
  top: number;
  left: number;
  height: number;
  width: number;
}

/** A box on one of a layer's pictures, or around all of them if none is named. */
export interface Outline {
  picture?: number;
  box: Box;
}

const WHOLE: Box = { left: 0, top: 0, width: 1, height: 1 };

/** The cell under a point of a layer's picture number `picture`; x and y in shares of its sides. */
export function cellAt(x: number, y: number, picture: number, { maps, across }: Picture): Cell {
  const index = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  if (isVector(maps)) return { map: index(across ? x : y, maps.height), row: 0, column: 0 };
  return { map: picture, row: index(y, maps.height), column: index(x, maps.width) };
}

/** Where to outline a part of a layer. */
export function outlinesOf({ map, maps: some, top, left, height, width }: Part, { maps, across }: Picture): Outline[] {
  if (height === 0 || width === 0) return [];
  if (isVector(maps)) {
    if (map === undefined) return [{ box: WHOLE }];
    const [start, size] = [map / maps.height, 1 / maps.height];
    const box = across ? { ...WHOLE, left: start, width: size } : { ...WHOLE, top: start, height: size };
    return [{ picture: 0, box }];
  }
  const named = map === undefined ? some : [map];
  if (named === undefined && height === maps.height && width === maps.width) return [{ box: WHOLE }];
  const box = {
    left: left / maps.width,
    top: top / maps.height,
    width: width / maps.width,
    height: height / maps.height,
  };
  const pictures = named ?? Array.from({ length: maps.count }, (_, index) => index);
  return pictures.map((picture) => ({ picture, box }));
}

/** Units that a page key passes over in a layer without maps. */
const PAGE = 10;

/**
 * Where a key leads from a cell; undefined for a key that leads nowhere.
 * @param columns single cells beside one another, where a layer has such.
 */
export function walk(from: Cell, key: string, maps: Maps, columns: number): Cell | undefined {
  if (isVector(maps) || isCell(maps)) {
    const count = maps.count * maps.height;
    const map = walkLine(from.map, key, count, columns);
    return map === undefined ? undefined : { map: clamp(map, count), row: 0, column: 0 };
  }
  const { map, row, column } = from;
  switch (key) {
    case "ArrowLeft":
      return { ...from, column: clamp(column - 1, maps.width) };
    case "ArrowRight":
      return { ...from, column: clamp(column + 1, maps.width) };
    case "ArrowUp":
      return { ...from, row: clamp(row - 1, maps.height) };
    case "ArrowDown":
      return { ...from, row: clamp(row + 1, maps.height) };
    case "Home":
      return { ...from, column: 0 };
    case "End":
      return { ...from, column: maps.width - 1 };
    case "PageUp":
      return { ...from, map: clamp(map - 1, maps.count) };
    case "PageDown":
      return { ...from, map: clamp(map + 1, maps.count) };
    default:
      return undefined;
  }
}

function walkLine(index: number, key: string, count: number, columns: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return index - 1;
    case "ArrowRight":
      return index + 1;
    case "ArrowUp":
      return index - columns;
    case "ArrowDown":
      return index + columns;
    case "PageUp":
      return index - PAGE;
    case "PageDown":
      return index + PAGE;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
