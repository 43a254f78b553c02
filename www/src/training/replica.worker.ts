import * as Comlink from "comlink";
import { roomFor, type DigitBytes } from "../mnist/digits";
import { AllReduce } from "./all-reduce";
import { loadEngine, Trainer } from "./engine";
import { beginSlice, fillSlice } from "./evaluation";
import type { Recipe } from "./recipe";
import { announce, changes, DONE, GRANTED, isDismissed, roundOf, type Shared } from "./shared";

/** What a replica needs to take part from the next step on. */
export interface Assignment {
  shared: Shared;
  /** Its number in the team. */
  worker: number;
  /** Bytes, shared. */
  digits: { train: DigitBytes; test: DigitBytes };
  recipe: Recipe;
  /** The network as a safetensors file, what training remembers, and the steps done. */
  weights: Uint8Array;
  memory: Float32Array;
  steps: number;
}

/** What a replica does for the training worker; called through Comlink. */
export interface Replica {
  /** Resolves when the engine is there: the module as the training worker compiled it. */
  prepare(engine: WebAssembly.Module): Promise<void>;
  /** Takes part in every step and every test until the team is dismissed. */
  join(assignment: Assignment): void;
}

const replica: Replica = {
  prepare: loadEngine,
  join(assignment) {
    const { weights, memory, steps, recipe } = assignment;
    const trainer = Trainer.load(weights, recipe);
    try {
      trainer.resume(memory, steps);
      takePart(trainer, assignment);
    } catch (error) {
      // A step that diverges does so for all of them: the training worker tells the page.
      if ((error as { code?: unknown }).code !== "diverged") throw error;
    } finally {
      trainer.free();
    }
  },
};

function takePart(trainer: Trainer, { shared, worker, digits }: Assignment): void {
  const reduce = new AllReduce(shared, worker);
  const room = roomFor(roundOf(shared, 0).indices.length);
  for (let turn = 0; ; turn++) {
    changes(shared.control, GRANTED, turn);
    if (isDismissed(shared)) return;
    if (roundOf(shared, turn).isTest[0] === 1) {
      goThrough(trainer, digits.test, shared);
      announce(shared.control, DONE + worker, turn + 1);
    } else {
      reduce.step(turn, trainer, digits.train, room);
    }
  }
}

/** Fills in slices of a test as long as there are some that nobody has begun. */
function goThrough(trainer: Trainer, test: DigitBytes, shared: Shared): void {
  for (let slice; !isDismissed(shared) && (slice = beginSlice(shared.slices)) !== undefined;) {
    fillSlice(trainer, test, shared.slices, slice);
  }
}

Comlink.expose(replica);
