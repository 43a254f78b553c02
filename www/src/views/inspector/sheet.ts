/** How a line of numbers is laid out in pictures. */
export interface Sheet {
  pictures: number;
  /** Pictures beside one another. */
  across: number;
  /** Of each picture; a line's last row may be shorter. */
  rows: number;
  columns: number;
}

const MOST_ACROSS = 8;
const FEWEST_COLUMNS = 8;
const MOST_COLUMNS = 20;

/**
 * A sheet for as many numbers: one picture for each map, if they were maps before they became a line, or else all in one.
 * @param shape what they were: [maps, height, width] or [units].
 */
export function sheetOf(count: number, shape: readonly number[]): Sheet {
  const [maps = 1, height = 1, width = 1] = shape;
  if (height * width > 1) return { pictures: maps, across: Math.min(maps, MOST_ACROSS), rows: height, columns: width };
  const columns = columnsFor(count);
  return { pictures: 1, across: 1, rows: Math.ceil(count / columns), columns };
}

/** Rows of one length, if there is one that is neither short nor long. */
function columnsFor(count: number): number {
  for (let columns = MOST_COLUMNS; columns >= FEWEST_COLUMNS; columns--) if (count % columns === 0) return columns;
  return Math.min(count, MOST_COLUMNS);
}
