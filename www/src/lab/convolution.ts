/** How a kernel moves over a square picture. */
export interface Geometry {
  /** Side of the picture, without padding. */
  side: number;
  /** Side of the kernel. */
  kernel: number;
  /** Pixels from one window to the next, across and down. */
  stride: number;
  /** Zeros around the picture, on each side. */
  padding: number;
}

/** A cell of the map: its row and column, from 0. */
export interface Place {
  row: number;
  column: number;
}

/** Side of the map: the windows that fit into a row; 0 if the kernel does not fit at all. */
export function mapSide({ side, kernel, stride, padding }: Geometry): number {
  return Math.max(0, Math.floor((side - kernel + 2 * padding) / stride) + 1);
}

/** The pixels under the kernel for a cell of the map, row by row; undefined where there is padding. */
export function patchAt<T>(pixels: ArrayLike<T>, geometry: Geometry, { row, column }: Place): (T | undefined)[] {
  const { side, kernel, stride, padding } = geometry;
  return Array.from({ length: kernel * kernel }, (_, index) => {
    const y = row * stride - padding + Math.floor(index / kernel);
    const x = column * stride - padding + (index % kernel);
    return y < 0 || x < 0 || y >= side || x >= side ? undefined : pixels[y * side + x];
  });
}

/** The map, row by row: each cell is the sum of its patch times the kernel, plus the bias. */
export function convolve(
  pixels: ArrayLike<number>,
  weights: ArrayLike<number>,
  bias: number,
  geometry: Geometry,
): Float32Array {
  const { side, kernel, stride, padding } = geometry;
  const columns = mapSide(geometry);
  const map = new Float32Array(columns * columns);
  for (let cell = 0; cell < map.length; cell++) {
    const [top, left] = [Math.floor(cell / columns) * stride - padding, (cell % columns) * stride - padding];
    let sum = bias;
    for (let y = Math.max(0, -top); y < Math.min(kernel, side - top); y++) {
      for (let x = Math.max(0, -left); x < Math.min(kernel, side - left); x++) {
        sum += (pixels[(top + y) * side + left + x] ?? 0) * (weights[y * kernel + x] ?? 0);
      }
    }
    map[cell] = sum;
  }
  return map;
}

/** The cell whose window has its middle nearest to a pixel. */
export function cellOver({ row, column }: Place, geometry: Geometry): Place {
  const { kernel, stride, padding } = geometry;
  const last = mapSide(geometry) - 1;
  const cell = (at: number) =>
    Math.max(0, Math.min(last, Math.round((at + padding - Math.floor(kernel / 2)) / stride)));
  return { row: cell(row), column: cell(column) };
}
