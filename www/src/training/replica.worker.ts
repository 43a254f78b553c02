import * as Comlink from "comlink";
import { gather } from "../mnist/digits";
import { PIXELS } from "../mnist/manifest";
import { AllReduce } from "./all-reduce";
import { loadEngine, Trainer } from "./engine";
import type { Recipe } from "./recipe";
import { changes, GRANTED, isDismissed, roundOf, type Shared } from "./shared";

/** What a replica needs to take part from the next step on. */
export interface Assignment {
  shared: Shared;
  /** Its number in the team. */
  worker: number;
  /** The training set's bytes, shared. */
  images: Uint8Array;
  labels: Uint8Array;
  recipe: Recipe;
  /** The network as a safetensors file, what training remembers, and the steps done. */
  weights: Uint8Array;
  memory: Float32Array;
  steps: number;
}

/** What a replica does for the training worker; called through Comlink. */
export interface Replica {
  /** Resolves when the engine is there. */
  prepare(): Promise<void>;
  /** Takes part in every step until the team is dismissed. */
  join(assignment: Assignment): void;
}

const replica: Replica = {
  prepare: loadEngine,
  join({ shared, worker, images, labels, recipe, weights, memory, steps }) {
    const trainer = Trainer.load(weights, recipe);
    try {
      trainer.resume(memory, steps);
      takePart(new AllReduce(shared, worker), trainer, shared, { images, labels });
    } catch (error) {
      // A step that diverges does so for all of them: the training worker tells the page.
      if ((error as { code?: unknown }).code !== "diverged") throw error;
    } finally {
      trainer.free();
    }
  },
};

function takePart(
  reduce: AllReduce,
  trainer: Trainer,
  shared: Shared,
  digits: { images: Uint8Array; labels: Uint8Array },
): void {
  const batch = roundOf(shared, 0).indices.length;
  const images = new Uint8Array(batch * PIXELS);
  const labels = new Uint8Array(batch);
  for (let turn = 0; ; turn++) {
    changes(shared.control, GRANTED, turn);
    if (isDismissed(shared)) return;
    gather(digits, roundOf(shared, turn).indices, images, labels);
    reduce.step(turn, trainer, images, labels);
  }
}

Comlink.expose(replica);
