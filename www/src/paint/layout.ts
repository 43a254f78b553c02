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
const LONGEST_COLUMN = 8;
// Small maps are many, and stand in longer columns: of single cells, of 2 x 2, of 3 x 3; so do maps that are very many.
const LONGEST_COLUMNS = [24, 20, 14];
const LONGEST_COLUMN_OF_MANY = 16;
const MANY = 32;
const LARGEST_CELL = 12;
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
const SHRINKING = 0.25;
// Room for a follower's name or a legend's figures, and for the heading of a layer of maps that stands alone.
const SMALLEST_WIDTH = 48;
const SMALLEST_ALONE = 84;

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
 * `height`. When nothing fits, the smallest maps.
 * @param gap least distance between two layers that do not belong together.
 */
export function layoutNetwork(blocks: readonly Block[], width: number, height: number, gap: number): MapLayout[] {
  let layouts: MapLayout[] = [];
  // The height limits all together: maps of one layer must not outgrow those of the layer before.
  const highest = Math.min(LARGEST_MAP, ...blocks.map((block) => largestWithin(block, height)));
  for (let largest = highest; largest >= SMALLEST_MAP; largest -= 2) {
    layouts = blocks.map((block, index) => {
      const alone = !block.follower && !blocks[index + 1]?.follower;
      return layoutColumn(block, alone, height, largest);
    });
    const total = layouts.reduce(
      (sum, layout, index) => sum + layout.width + (blocks[index]?.follower ? FOLLOWER_GAP : gap),
      -gap,
    );
    if (total <= width) break;
  }
  return layouts;
}

/** Lays out one layer in columns. */
function layoutColumn({ maps, kernel }: Block, alone: boolean, height: number, largest: number): MapLayout {
  const cells = isCell(maps);
  if (isVector(maps)) {
    const cell = Math.min(LARGEST_VECTOR_CELL, whole(height / maps.height));
    return { columns: 1, zoom: [VECTOR_WIDTH, cell], gap: 0, width: SMALLEST_WIDTH };
  }
  const gap = cells ? CELL_GAP : MAP_GAP;
  const columns = Math.ceil(maps.count / longestColumn(maps));
  const rows = Math.ceil(maps.count / columns);
  const wanted = largest * shrinking(maps);
  const fitting = cells ? LARGEST_CELL : maps.count === 1 ? Math.max(wanted, INPUT_SIDE) : wanted;
  const side = Math.min(fitting, (height - (rows - 1) * gap) / rows);
  const zoom = wholeZoom(side, maps);
  const width = widthOf(columns, zoom, gap, maps, kernel);
  return { columns, zoom: [zoom, zoom], gap, width: Math.max(alone ? SMALLEST_ALONE : SMALLEST_WIDTH, width) };
}

/** The `largest` with which a layer's column is as high as `height`. */
function largestWithin({ maps }: Block, height: number): number {
  const rows = Math.min(maps.count, longestColumn(maps));
  // Longer columns are of maps that may be smaller than the others.
  if (isVector(maps) || rows > LONGEST_COLUMN) return Infinity;
  return (height - (rows - 1) * MAP_GAP) / rows / shrinking(maps);
}

function longestColumn(maps: Maps): number {
  const many = maps.count > MANY ? LONGEST_COLUMN_OF_MANY : LONGEST_COLUMN;
  return LONGEST_COLUMNS[Math.max(maps.height, maps.width) - 1] ?? many;
}

// How large a layer's maps are, of `largest`.
function shrinking(maps: Maps): number {
  return (Math.max(maps.height, maps.width) / REFERENCE_SIZE) ** SHRINKING;
}

/** Lays out one layer in rows within `width`, its maps large enough to touch: for narrow screens. Vectors lie down. */
export function layoutStrip({ maps, kernel }: Block, width: number): MapLayout {
  if (isVector(maps)) {
    const cell = Math.min(LARGEST_VECTOR_CELL, whole(width / maps.height));
    return { columns: 1, zoom: [cell, VECTOR_WIDTH], gap: 0, width };
  }
  if (isCell(maps)) {
    const gap = CELL_GAP;
    const columns = Math.max(1, Math.floor((width + gap) / (LARGEST_CELL + gap)));
    return { columns, zoom: [LARGEST_CELL, LARGEST_CELL], gap, width };
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
