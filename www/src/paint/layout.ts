/** A layer's output as maps: `count` of them, `height` x `width` cells. A vector is one map, one cell wide. */
export interface Maps {
  count: number;
  height: number;
  width: number;
}

/** How a layer's maps are drawn, in screen pixels. */
export interface MapLayout {
  /** Maps beside one another. */
  columns: number;
  /** Screen pixels a cell, across and down; whole numbers, so that cells stay crisp and equal, unless there is not one. */
  zoom: readonly [number, number];
  gap: number;
  /** Width of the whole, gaps included. */
  width: number;
}

/** Screen pixels a cell of a kernel drawn beside its map. */
export const KERNEL_ZOOM = 5;
/** Screen pixels between a layer and the activation that follows it. */
export const FOLLOWER_GAP = 6;
const KERNEL_GAP = 4;
const MAP_GAP = 6;
const CELL_GAP = 2;
// A layer of so few maps stands in one column, whose height then limits how large all maps are.
const ONE_COLUMN = 8;
const CELL_IN_STRIP = 12;
const VECTOR_WIDTH = 14;
const LARGEST_VECTOR_CELL = 28;
const LARGEST_MAP = 128;
const SMALLEST_IN_STRIP = 72;
const LARGEST_IN_STRIP = 112;
const SMALLEST_MAP = 24;
// The input is the one picture that everybody knows: it stays large.
const INPUT_SIDE = 84;
// Deeper maps have fewer cells; they shrink less than that, and `largest` is meant for maps of this size.
const REFERENCE_SIZE = 28;
// Where a pixel of a map is one on the screen, nobody sees it, or points at it.
const SMALLEST_ZOOM = 2;
// Better to scroll down for some of the maps than to see nothing in any of them.
const STRETCHES = [1, 1.25, 1.5, 1.75] as const;

/** How closely a network's layers stand. */
interface Density {
  /** Least width of a layer: room for a follower's name or a legend's figures. */
  narrowest: number;
  /** The same of a layer of maps that stands alone: room for its heading. */
  alone: number;
  /** Side of a map that is a single cell. */
  cell: number;
  /** By which power of their size deeper maps are smaller; the second where the first maps would be too small with the first. */
  powers: readonly number[];
}

const SMALLEST_WIDTH = 48;
const DENSITIES: readonly Density[] = [
  { narrowest: SMALLEST_WIDTH, alone: 84, cell: 12, powers: [0.25, 0.4] },
  { narrowest: SMALLEST_WIDTH, alone: 84, cell: 10, powers: [0.25, 0.4] },
  { narrowest: 38, alone: 84, cell: 8, powers: [0.25, 0.4] },
  { narrowest: 38, alone: 72, cell: 8, powers: [0.6] },
];

/** A layer to lay out. */
export interface Block {
  maps: Maps;
  /** The size of the kernel that is drawn beside each map, if any. */
  kernel?: number;
  /** Stands close to the layer before it: an activation, a flattening. */
  follower?: boolean;
}

/**
 * Lays out a network's layers side by side: the largest maps with which all fit into the width, no column higher than
 * `height`; where their pixels would be too small otherwise, closer to one another, and at last higher. When nothing fits, the
 * smallest maps.
 * @param gap least distance between two layers that do not belong together.
 */
export function layoutNetwork(blocks: readonly Block[], width: number, height: number, gap: number): MapLayout[] {
  const fits = (layouts: MapLayout[]) => widthOfAll(blocks, layouts, gap) <= width;
  let fitting: MapLayout[] | undefined;
  let smallest: MapLayout[] = [];
  for (const stretch of STRETCHES) {
    for (const density of DENSITIES) {
      const layouts = layoutDensely(blocks, stretch * height, density, fits);
      // Maps may be too high, however small they are.
      if (layouts.length < blocks.length) continue;
      if (smallest.length === 0 || stretch === 1) smallest = layouts;
      if (!fits(layouts)) continue;
      if (layouts.every(({ zoom }) => zoom[0] >= SMALLEST_ZOOM)) return layouts;
      fitting ??= layouts;
    }
  }
  return fitting ?? smallest;
}

/** The largest maps that fit, or the smallest; none if these are too high. */
function layoutDensely(
  blocks: readonly Block[],
  height: number,
  { narrowest, alone, cell, powers }: Density,
  fits: (layouts: MapLayout[]) => boolean,
): MapLayout[] {
  let layouts: MapLayout[] = [];
  for (let largest = LARGEST_MAP; largest >= SMALLEST_MAP; largest -= 2) {
    for (const power of powers) {
      const sides = blocks.map(({ maps }) => (isCell(maps) ? cell : sideOf(maps, largest, power)));
      if (blocks.some((block, index) => isTooHigh(block, height, sides[index] ?? 0))) continue;
      layouts = blocks.map((block, index) => {
        const isAlone = !block.follower && !blocks[index + 1]?.follower;
        return layoutColumns(block, isAlone ? alone : narrowest, height, sides[index] ?? 0);
      });
      if (fits(layouts)) return layouts;
    }
  }
  return layouts;
}

/** How wide a network's layers are, side by side: see {@link layoutNetwork}. */
export function widthOfAll(blocks: readonly Block[], layouts: readonly MapLayout[], gap: number): number {
  const gapBefore = (index: number) => (blocks[index]?.follower ? FOLLOWER_GAP : gap);
  return layouts.reduce((sum, layout, index) => sum + layout.width + gapBefore(index), -gap);
}

/** Lays out one layer in as few columns as its maps, of at most `side` screen pixels, need; no narrower than `narrowest`. */
function layoutColumns({ maps, kernel }: Block, narrowest: number, height: number, side: number): MapLayout {
  if (isVector(maps)) {
    const cell = Math.min(LARGEST_VECTOR_CELL, whole(height / maps.height));
    return { columns: 1, zoom: [VECTOR_WIDTH, cell], gap: 0, width: Math.min(narrowest, SMALLEST_WIDTH) };
  }
  const gap = isCell(maps) ? CELL_GAP : MAP_GAP;
  const zoom = wholeZoom(side, maps);
  const rows = Math.max(1, Math.floor((height + gap) / (zoom * maps.height + gap)));
  const columns = Math.ceil(maps.count / rows);
  const width = widthOf(columns, zoom, gap, maps, kernel);
  return { columns, zoom: [zoom, zoom], gap, width: Math.max(narrowest, width) };
}

/** Whether a layer that stands in one column would be higher than `height`: maps never outgrow those before them. */
function isTooHigh({ maps }: Block, height: number, side: number): boolean {
  if (isVector(maps) || maps.count > ONE_COLUMN) return false;
  return maps.count * (wholeZoom(side, maps) * maps.height + MAP_GAP) - MAP_GAP > height;
}

/** How large a layer's maps may be, in screen pixels, where the largest of the network are `largest`. */
function sideOf(maps: Maps, largest: number, power: number): number {
  const side = largest * (Math.max(maps.height, maps.width) / REFERENCE_SIZE) ** power;
  return maps.count === 1 ? Math.max(side, INPUT_SIDE) : side;
}

/** Lays out one layer in rows within `width`, its maps large enough to touch: for narrow screens. Vectors lie down. */
export function layoutStrip({ maps, kernel }: Block, width: number): MapLayout {
  if (isVector(maps)) {
    const cell = Math.min(LARGEST_VECTOR_CELL, whole(width / maps.height));
    return { columns: 1, zoom: [cell, VECTOR_WIDTH], gap: 0, width };
  }
  if (isCell(maps)) {
    const gap = CELL_GAP;
    const columns = Math.max(1, Math.floor((width + gap) / (CELL_IN_STRIP + gap)));
    return { columns, zoom: [CELL_IN_STRIP, CELL_IN_STRIP], gap, width };
  }
  const gap = 8;
  const beside = widthOf(1, 0, 0, maps, kernel);
  // As many beside one another as are large enough, in rows of equal length if that can be had.
  const most = Math.max(1, Math.min(maps.count, Math.floor((width + gap) / (SMALLEST_IN_STRIP + beside + gap))));
  const columns = [most, most - 1, most - 2].find((columns) => columns > 0 && maps.count % columns === 0) ?? most;
  const room = (width - (columns - 1) * gap) / columns - beside;
  const zoom = wholeZoom(Math.min(room, LARGEST_IN_STRIP), maps);
  return { columns, zoom: [zoom, zoom], gap, width };
}

/** Whether a layer's output is a plain vector. */
export function isVector(maps: Maps): boolean {
  return maps.count === 1 && maps.width === 1;
}

/** Whether each map is a single cell. */
export function isCell(maps: Maps): boolean {
  return maps.count > 1 && maps.width === 1 && maps.height === 1;
}

function wholeZoom(side: number, maps: Maps): number {
  return whole(side / Math.max(maps.height, maps.width));
}

function whole(zoom: number): number {
  return zoom >= 1 ? Math.floor(zoom) : zoom;
}

function widthOf(columns: number, zoom: number, gap: number, maps: Maps, kernel = 0): number {
  const one = zoom * maps.width + (kernel > 0 ? kernel * KERNEL_ZOOM + KERNEL_GAP : 0);
  return columns * one + (columns - 1) * gap;
}
