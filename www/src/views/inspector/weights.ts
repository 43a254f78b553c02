import type { Messages } from "../../i18n";
import type { LayerDescription, WeightAddress } from "../../training/protocol";

/** Weights of a tensor that are shown as a picture, row by row: the first, and how far the next is from each. */
export interface WeightCells {
  tensor: string;
  start: number;
  rows: number;
  columns: number;
  stride: number;
}

/** What the element of such a picture, of so many weights, tells of it: {@link weightUnder} reads it. */
export function attributesOf({ tensor, start, rows, columns, stride }: WeightCells, count: number) {
  return {
    "data-tensor": tensor,
    "data-start": start,
    "data-rows": rows,
    "data-columns": columns,
    "data-stride": stride,
    "data-count": count,
  };
}

/** The weight under a point of such a picture. */
export function weightUnder(event: MouseEvent): WeightAddress | undefined {
  const picture = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tensor]") : null;
  if (!picture) return undefined;
  const { tensor = "", ...told } = picture.dataset;
  const [rows, columns] = [Number(told.rows), Number(told.columns)];
  const box = picture.getBoundingClientRect();
  const cellOf = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  const row = cellOf((event.clientY - box.top) / box.height, rows);
  const column = cellOf((event.clientX - box.left) / box.width, columns);
  const cell = row * columns + column;
  // The last row may have fewer.
  return cell < Number(told.count) ? { tensor, index: Number(told.start) + cell * Number(told.stride) } : undefined;
}

/** A weight's name: which kernel, row and column it has, or which two units it joins; all counted from 1. */
export function weightName(
  { tensor, index }: WeightAddress,
  layers: readonly LayerDescription[],
  text: Messages,
): string {
  const words = text.inside.weight;
  const [name = "", part] = tensor.split(".");
  const shape = layers.find((layer) => layer.name === name)?.weightShape ?? [];
  if (part === "bias") return words.bias(name, index + 1);
  if (shape.length === 4) {
    const [, inputs = 1, height = 1, width = 1] = shape;
    const kernel = Math.floor(index / (height * width));
    const [out, from] = [Math.floor(kernel / inputs), kernel % inputs];
    return words.kernel(name, out + 1, from + 1, (Math.floor(index / width) % height) + 1, (index % width) + 1);
  }
  const units = shape[1] ?? 1;
  return words.between(name, Math.floor(index / units) + 1, (index % units) + 1);
}
