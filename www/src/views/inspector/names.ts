import type { Messages } from "../../i18n";
import type { Unit } from "../../training/protocol";

/** A unit's name within its layer, counted from 1 as people do: by map, row and column, or by its place in a line. */
export function placeName({ map, row, column }: Unit, shape: readonly number[], text: Messages): string {
  const [, height, width] = shape;
  if (height === undefined || width === undefined) return text.inspect.unit(map + 1);
  if (height * width === 1) return text.inspect.map(map + 1);
  return text.inspect.cell(map + 1, row + 1, column + 1);
}

/** A layer's name as the page writes it; the picture is no layer and has a word instead. */
export function layerName(layer: string, text: Messages): string {
  if (layer === "probabilities") return "softmax";
  return layer === "input" ? text.inspect.theInput : layer;
}
