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

/** Where the greatest value is; undefined where there are none. */
export function largest(values?: Float32Array): number | undefined {
  return values && values.length > 0 ? values.indexOf(Math.max(...values)) : undefined;
}
