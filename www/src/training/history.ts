import type { Trainer } from "./engine";

/** From one moment to the next a run has grown by this factor, at first: it learns the most then. */
const GROWTH = 1.12;
/** The factor after moments had to go. */
const MOST_GROWTH = 2;
/** Bytes of all weights that are kept; but three networks are, whatever their size. */
const MOST_BYTES = 24_000_000;

/** The network after so many steps. */
interface Moment {
  step: number;
  /** As a file of weights. */
  weights: Uint8Array;
}

/** A network's weights as they were, from the first noted step on: moments lie the farther apart, the later they are. */
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
      this.growth = Math.min(MOST_GROWTH, this.growth ** 2);
    }
    this.moments.push({ step, weights });
    // A run that was kept begins late.
    const first = this.moments[0]?.step ?? step;
    this.due = Math.max(step + 1, first + Math.ceil((step - first) * this.growth));
  }

  /** The steps after which there are weights, in order. */
  get steps(): number[] {
    return this.moments.map(({ step }) => step);
  }

  /** The weights after so many steps or, if these were not kept, after as few fewer as may be. */
  before(step: number): Moment | undefined {
    return this.moments.findLast((moment) => moment.step <= step);
  }
}
