import { Trainer, type NetworkSpec } from "./engine";
import { PRESETS, type Network } from "./recipe";

/** The largest file of weights that is read, in bytes: many times what a network of the page can have. */
export const LARGEST_WEIGHTS = 64 * 1024 * 1024;

/**
 * What a file chosen by the visitor holds.
 * @throws Error if there is too much of it.
 */
export async function readWeights(file: Blob): Promise<Uint8Array> {
  if (file.size > LARGEST_WEIGHTS) throw new Error(`the file has ${file.size} bytes, more than ${LARGEST_WEIGHTS}`);
  return new Uint8Array(await file.arrayBuffer());
}

/**
 * The network whose weights a safetensors file holds. A file that does not name its network is taken for one of `otherwise`.
 * @throws LenetError if it is no such file, or its tensors are not that network's.
 */
export function networkIn(file: Uint8Array, otherwise: Network): NetworkSpec {
  return specOf(Trainer.load(file, { network: otherwise }));
}

/** A network by its name, if it is a preset. */
export function named(spec: NetworkSpec): Network {
  const preset = PRESETS.find((name) => name === spec.name);
  return preset && isSame(spec, specOf(new Trainer({ network: preset }))) ? preset : spec;
}

/** Whether two networks, both as the engine tells them or both as they were chosen, are one and the same. */
export function isSame(one: Network, other?: Network): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The network of a trainer that is needed for nothing else. */
function specOf(trainer: Trainer): NetworkSpec {
  const { network } = trainer;
  trainer.free();
  return network;
}
