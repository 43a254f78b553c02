import type { Messages } from "../../i18n";
import type { LayerDescription, WeightAddress } from "../../training/protocol";

/** The weight under a point of a kernel's picture, which is marked with `data-kernel`, `data-start` and `data-side`. */
export function weightUnder(event: MouseEvent): WeightAddress | undefined {
  const picture = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-kernel]") : null;
  if (!picture) return undefined;
  const { kernel: tensor = "", start = "", side = "" } = picture.dataset;
  const box = picture.getBoundingClientRect();
  const cell = (share: number) => Math.max(0, Math.min(Number(side) - 1, Math.floor(share * Number(side))));
  const row = cell((event.clientY - box.top) / box.height);
  const column = cell((event.clientX - box.left) / box.width);
  return { tensor, index: Number(start) + row * Number(side) + column };
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
