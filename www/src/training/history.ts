import type { Trainer } from "./engine";

/** From one moment to the next a run has grown by this factor: it learns the most at first. */
const GROWTH = 1.12;
/** Bytes of all weights that are kept. */
const MOST_BYTES = 24_000_000;

/** The network after so many steps. */
interface Moment {
  step: number;
  /** As a file of weights. */
  weights: Uint8Array;
}

/** A run's weights as they were, from its first step on: moments lie the farther apart, the older the run is. */
export class History {
  private moments: Moment[] = [];
  private due = 0;
  private growth = GROWTH;

  /** Keeps the network as it is after so many steps, if it is time for it. */
  note(step: number, network: Trainer): void {
    if (step < this.due) return;
    const weights = network.save();
    // Of a large network fewer: every other moment goes, but not the first.
    if (this.moments.length > 2 && (this.moments.length + 1) * weights.length > MOST_BYTES) {
      this.moments = this.moments.filter((_, index) => index % 2 === 0);
      this.growth **= 2;
    }
    this.moments.push({ step, weights });
    this.due = Math.max(step + 1, Math.ceil(step * this.growth));
  }

  /** The steps after which there are weights, in order. */
  get steps(): number[] {
    return this.moments.map(({ step }) => step);
  }

  /** The weights after so many steps, as a file; undefined if these were not kept. */
  weightsAfter(step: number): Uint8Array | undefined {
    return this.moments.find((moment) => moment.step === step)?.weights;
  }
}
