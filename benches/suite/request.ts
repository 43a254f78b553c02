import type { NetworkSpec } from "../../pkg/lenet.js";

/** What can be measured; every answer but the last is how much was done in a second. */
export interface Request {
  /**
   * - limit: floating-point operations, multiply then add in registers, one thread
   * - step: images trained on, in whole steps: forward, backward, update
   * - forward: pictures forward, one by one, every layer's output kept in the engine
   * - activations: the same, every layer's output handed over to JavaScript
   * - epochs: seconds that the article's five epochs take, their tests included
   */
  measure: "limit" | "step" | "forward" | "activations" | "epochs";
  /** How long to measure; a tenth of it more to warm up. */
  milliseconds: number;
  /** A preset's name, or a network as data where that is understood: "article", if left out. */
  network?: string | NetworkSpec;
  /** Images of a step. */
  batch?: number;
  /** Workers, or threads, that take the steps: 1, if left out. */
  workers?: number;
}

/** A network's name. */
export function nameOf(network: string | NetworkSpec): string {
  return typeof network === "string" ? network : network.name;
}
