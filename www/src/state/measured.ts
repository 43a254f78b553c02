import { extentOf, type Extent } from "../paint/paint";
import type { Activation, ParameterTensor } from "../training/protocol";

/** Values with their extent. */
export interface Measured<T> {
  tensor: T;
  extent: Extent;
}

/** Tensors by their names. */
export function measure<T extends Activation | ParameterTensor>(tensors: T[]): Map<string, Measured<T>> {
  return new Map(tensors.map((tensor) => [tensor.name, { tensor, extent: extentOf(tensor.values) }]));
}

/** Where the greatest value is; undefined where there are none, or one of them is no number. */
export function largest(values?: Float32Array): number | undefined {
  const place = values?.indexOf(Math.max(...values)) ?? -1;
  return place < 0 ? undefined : place;
}
