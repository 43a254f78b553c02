import type { Share } from "./engine";
import { slicesOf, type Slices } from "./evaluation";

/** Milliseconds for which a worker looks at a number before it goes to sleep until that changes: to wake up takes longer. */
const LOOKING = 0.1;
/** Looks between two at the clock. How long one takes differs tenfold between browsers. */
const LOOKS = 500;
/** Steps that the memory has room for, unless the network is so large that they would take more than `ROOM` bytes. */
const MOST_ROUNDS = 16;
const ROOM = 64 << 20;

/** Places in `control`. Each worker's count of steps done follows from `DONE` on. */
export const GRANTED = 0;
const DISMISSED = 1;
export const DONE = 2;

/** What belongs to one turn: a step, or a test. */
export interface Round {
  /** One number: 1 where the test images are gone through and no step is taken. */
  isTest: Int32Array;
  /** The batch's images, by their place in the training set. */
  indices: Uint32Array;
  /** Each worker's part of the gradient, as the engine has it: not always a number for each parameter. */
  parts: Float32Array[];
  /** Each part's loss and count of right answers, two numbers a part. */
  outcomes: Float64Array;
  /** For each part, the turn after the last for which it is there. */
  there: Int32Array;
}

/** The memory that a team of workers shares while it trains one network. Turns count steps and tests from 0. */
export interface Shared {
  /** Each worker's share of every batch. */
  shares: readonly Share[];
  /** How many turns may be taken, whether the team is dismissed, how many turns each worker has done. */
  control: Int32Array;
  /** Used in turn. A round is granted anew only when every worker is done with it. */
  rounds: Round[];
  /** What the last test made of the test images. */
  slices: Slices;
}

/** Memory for a team whose workers have these shares of every batch; needs memory that workers can share. */
export function share(shares: readonly Share[], batch: number, testCount: number): Shared {
  const workers = shares.length;
  const most = Math.floor(ROOM / shares.reduce((sum, { partLength }) => sum + partLength * 4, 0));
  const round = (): Round => ({
    isTest: new Int32Array(new SharedArrayBuffer(4)),
    indices: new Uint32Array(new SharedArrayBuffer(batch * 4)),
    parts: shares.map(({ partLength }) => new Float32Array(new SharedArrayBuffer(partLength * 4))),
    outcomes: new Float64Array(new SharedArrayBuffer(workers * 2 * 8)),
    there: new Int32Array(new SharedArrayBuffer(workers * 4)),
  });
  return {
    shares,
    control: new Int32Array(new SharedArrayBuffer((DONE + workers) * 4)),
    rounds: Array.from({ length: Math.max(2, Math.min(MOST_ROUNDS, most)) }, round),
    slices: slicesOf(testCount, true),
  };
}

/** The round that a turn uses. */
export function roundOf({ rounds }: Shared, turn: number): Round {
  return rounds[turn % rounds.length] as Round;
}

/**
 * Waits until the number at a place is no longer `value`. Returns false when it still is after `patience` milliseconds.
 */
export function changes(numbers: Int32Array, place: number, value: number, patience = Infinity): boolean {
  const looked = performance.now() + LOOKING;
  do {
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(numbers, place) !== value) return true;
  } while (performance.now() < looked);
  const end = performance.now() + patience;
  while (Atomics.wait(numbers, place, value, end - performance.now()) !== "timed-out") {
    // It may be the change before that one is woken for: whoever announces it can lose its core before it says so.
    if (Atomics.load(numbers, place) !== value) return true;
  }
  return false;
}

/** Writes a number that others may wait for. */
export function announce(numbers: Int32Array, place: number, value: number): void {
  Atomics.store(numbers, place, value);
  Atomics.notify(numbers, place);
}

/** Tells the replicas that the team is no more. */
export function dismiss({ control }: Shared): void {
  Atomics.store(control, DISMISSED, 1);
  // Another turn, so that whoever was about to wait for one does not.
  announce(control, GRANTED, Atomics.load(control, GRANTED) + 1);
}

/** True once the team is no more. */
export function isDismissed({ control }: Shared): boolean {
  return Atomics.load(control, DISMISSED) === 1;
}
