/** Looks at a number before a worker goes to sleep until it changes: waking up costs more than a short wait. */
const LOOKS = 4000;

/** Places in `control`. */
export const TURN = 0;
export const ARRIVED = 1;
export const DISMISSED = 2;
export const BATCH = 3;

/**
 * The memory that a team of workers shares while it trains one network. There are two sets of everything, used in turn:
 * nobody can be two steps ahead, so a set is never written while it is read.
 */
export interface Shared {
  /** How many workers there are. */
  workers: number;
  /** The step under way, who has arrived at its end, whether the team is dismissed, the step's images. */
  control: Int32Array;
  /** The step's images, by their place in the training set: [set][batch]. */
  indices: Uint32Array[];
  /** Each worker's part of the gradient: [set][worker]. */
  parts: Float32Array[][];
  /** Each worker's loss and count of right answers: [set], two numbers a worker. */
  outcomes: Float64Array[];
}

/** Memory for a team; needs cross-origin isolation. */
export function share(workers: number, parameters: number, batch: number): Shared {
  const sets = [0, 1];
  const each = Array.from({ length: workers }, (_, worker) => worker);
  return {
    workers,
    control: new Int32Array(new SharedArrayBuffer(4 * 4)),
    indices: sets.map(() => new Uint32Array(new SharedArrayBuffer(batch * 4))),
    parts: sets.map(() => each.map(() => new Float32Array(new SharedArrayBuffer(parameters * 4)))),
    outcomes: sets.map(() => new Float64Array(new SharedArrayBuffer(workers * 2 * 8))),
  };
}

/** The set that a turn uses. */
export function setOf<T>(sets: readonly T[], turn: number): T {
  return sets[turn & 1] as T;
}

/**
 * Waits until the number at a place of `control` is no longer `value`. Returns false when it still is after `patience`
 * milliseconds.
 */
export function changes({ control }: Shared, place: number, value: number, patience?: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(control, place) !== value) return true;
  return Atomics.wait(control, place, value, patience) !== "timed-out";
}

/** Tells whoever waits that the team is no more. */
export function dismiss({ control }: Shared): void {
  Atomics.store(control, DISMISSED, 1);
  // Another turn, so that whoever was about to wait for one does not.
  Atomics.add(control, TURN, 1);
  for (const place of [TURN, ARRIVED]) Atomics.notify(control, place);
}

/** True once the team is no more. */
export function isDismissed({ control }: Shared): boolean {
  return Atomics.load(control, DISMISSED) === 1;
}
