import { restart } from "./evaluation";
import { announce, changes, DONE, GRANTED, roundOf, type Shared } from "./shared";

/** Milliseconds after which a worker that has not done a step counts as lost. */
const PATIENCE = 2000;

/** A worker is lost; the weights are as they were before the step. */
export class Stalled extends Error {}

/** Places of a step's batch in the training set. */
export interface Places {
  indices: Uint32Array;
  /** The places so many steps later; undefined where they are not known, or their images are not there yet. */
  later(steps: number): Uint32Array | undefined;
}

/** The leader's word on what the batches are: some steps ahead, so that nobody waits for it while it answers the page. */
export class Grants {
  private granted = 0;
  /** The turn after the last test. */
  private tested = 0;

  constructor(
    private readonly shared: Shared,
    private readonly patience = PATIENCE,
  ) {}

  /**
   * Says what the batches are of this turn and of as many more as there are rounds for.
   * @throws Stalled when there is none for this one, since a replica has not done what was granted long ago.
   */
  extend(turn: number, { indices, later }: Places): void {
    const { control, rounds } = this.shared;
    while (this.granted < turn + rounds.length) {
      const isNow = this.granted === turn;
      const places = isNow ? indices : later(this.granted - turn);
      if (!places || !this.haveDone(this.before, isNow ? this.patience : 0)) return;
      const round = roundOf(this.shared, this.granted);
      round.isTest[0] = 0;
      round.indices.set(places);
      announce(control, GRANTED, ++this.granted);
    }
  }

  /**
   * Says that this turn is a test. Returns false when it cannot be: a replica may have taken steps that were granted for later,
   * or be at the test before.
   */
  test(turn: number): boolean {
    if (this.granted !== turn || !this.haveDone(Math.max(this.before, this.tested), 0)) return false;
    const { control, slices } = this.shared;
    restart(slices);
    roundOf(this.shared, turn).isTest[0] = 1;
    this.tested = turn + 1;
    announce(control, GRANTED, ++this.granted);
    return true;
  }

  /** Turns up to the one that the next round was used for before, that one included. */
  private get before(): number {
    return this.granted - this.shared.rounds.length + 1;
  }

  /** Whether every replica has done so many turns; waits for each. */
  private haveDone(turns: number, patience: number): boolean {
    const { control, shares } = this.shared;
    for (let worker = 1; worker < shares.length; worker++) {
      for (let done: number; (done = Atomics.load(control, DONE + worker)) < turns;) {
        if (patience === 0) return false;
        if (!changes(control, DONE + worker, done, patience)) throw new Stalled(`worker ${worker} is lost`);
      }
    }
    return true;
  }
}
