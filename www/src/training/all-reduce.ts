import type { StepReport, Trainer } from "./engine";
import { ARRIVED, changes, isDismissed, setOf, type Shared } from "./shared";

/** Milliseconds after which a worker that has not arrived counts as lost. */
const PATIENCE = 2000;

/** A worker did not come to the end of a step; the weights are as they were before it. */
export class Stalled extends Error {}

/**
 * One worker's side of the steps that a team takes: it computes its part of the gradient, lays it where the others see
 * it, waits for them, and then does with all parts what all of them do. The weights stay equal by construction.
 */
export class AllReduce {
  constructor(
    private readonly shared: Shared,
    private readonly worker: number,
  ) {}

  /**
   * A whole step over a batch of which every worker has all images. `turn` counts the steps from 0.
   * @throws Stalled when another worker does not arrive, or the team was dismissed.
   */
  step(turn: number, trainer: Trainer, images: Uint8Array, labels: Uint8Array): StepReport {
    const { shared, worker } = this;
    const parts = setOf(shared.parts, turn);
    const outcomes = setOf(shared.outcomes, turn);
    const own = parts[worker];
    if (!own) throw new RangeError(`no worker ${worker}`);
    outcomes.set(trainer.begin(images, labels, worker, shared.workers), worker * 2);
    trainer.readPart(worker, own);
    this.meet((turn + 1) * shared.workers);
    parts.forEach((part, other) => {
      if (other !== worker) trainer.writePart(other, part);
    });
    return trainer.finish(outcomes.slice(), labels.length);
  }

  /** Arrives, and waits until `all` have, counted from the first step on. */
  private meet(all: number): void {
    const { control } = this.shared;
    Atomics.add(control, ARRIVED, 1);
    Atomics.notify(control, ARRIVED);
    for (;;) {
      const arrived = Atomics.load(control, ARRIVED);
      // Counted past the greatest 32-bit integer they go on from the least.
      if (((all - arrived) | 0) <= 0) return;
      if (isDismissed(this.shared)) throw new Stalled("the team was dismissed");
      if (!changes(this.shared, ARRIVED, arrived, PATIENCE)) throw new Stalled("a worker is lost");
    }
  }
}
