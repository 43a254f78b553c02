import type { Maps } from "../paint/layout";
import type { LayerDescription } from "../training/protocol";

/** A layer's output as maps; a plain vector is one map, a single column of cells. */
export function mapsOf(shape: readonly number[]): Maps {
  const [count = 1, height, width] = shape;
  return height === undefined || width === undefined ? { count: 1, height: count, width: 1 } : { count, height, width };
}

/** Larger kernels would leave no room for the maps. */
const LARGEST_BESIDE = 11;

/** The size of the kernels to draw beside a layer's maps: those of a convolution that reads a single map. */
export function kernelBeside(layer: LayerDescription): number | undefined {
  const { kind, inputShape, kernel = 0 } = layer;
  return kind === "conv" && inputShape[0] === 1 && kernel <= LARGEST_BESIDE ? kernel : undefined;
}

/** More kernels would neither be seen nor painted in time. */
const MOST_KERNELS = 640;

/**
 * Whether a layer's kernels get a grid of their own: those that have no room beside the maps, if they are not too many. Of
 * single cells that read several maps, the kernels are many, and a table of weights rather than pictures.
 */
export function hasKernelGrid(layer: LayerDescription): boolean {
  const { kind, inputShape, outputShape } = layer;
  if (kind !== "conv" || kernelBeside(layer) !== undefined) return false;
  return (inputShape[0] === 1 || outputShape[1] !== 1) && kernelsOf(layer) <= MOST_KERNELS;
}

function kernelsOf({ weightShape: [filters = 0, maps = 0] = [] }: LayerDescription): number {
  return filters * maps;
}

/** Whether a network has all that the tour tells of: convolutions one after another, pooling, full connections. */
export function canBeToured(layers: readonly LayerDescription[]): boolean {
  const kinds = layers.map(({ kind }) => kind);
  const convolutions = layers.filter(({ kind }) => kind === "conv");
  const grid = convolutions[1];
  return grid !== undefined && hasKernelGrid(grid) && kinds.includes("pool") && kinds.includes("linear");
}

/** Whether a network's answer, and its loss, go by distances to the digits' codes, not by probabilities. */
export function goesByDistances(layers: readonly LayerDescription[]): boolean {
  return layers.at(-1)?.kind === "rbf";
}

/** Whether a layer changes its input cell by cell, or only its shape: it is shown close to the layer before it. */
export function isFollower(layer: LayerDescription): boolean {
  return layer.kind === "activation" || layer.kind === "flatten";
}
