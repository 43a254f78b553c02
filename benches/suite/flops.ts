import type { LayerDescription } from "../../pkg/lenet.js";

/**
 * Floating-point operations of a training step for one image, in its products: each multiply-add counts as two. A layer
 * with weights computes three products: its output, the gradient of its weights, the gradient of its input; the first
 * such layer leaves out the last, since nobody asks for the picture's gradient. An RBF layer has no weights to change.
 * Functions, pooling and the update are not counted, though they take their time. The article's network: 1.50 million.
 */
export function flopsOf(layers: LayerDescription[]): number {
  let first = true;
  let multiplyAdds = 0;
  for (const { kind, weightShape, multiplyAdds: forward } of layers) {
    if (!weightShape && kind !== "rbf") continue;
    multiplyAdds += forward * (first || kind === "rbf" ? 2 : 3);
    first = false;
  }
  return 2 * multiplyAdds;
}
