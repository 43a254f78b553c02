import type { StepReport, Trainer } from "./engine";
import { announce, changes, DONE, roundOf, type Round, type Shared } from "./shared";

/** What the steps need of a trainer. */
export type Sharer = Pick<Trainer, "begin" | "readPart" | "writePart" | "finish">;

/**
 * One worker's side of the steps that a team takes: it computes its part of the gradient, lays it where the others see
 * it, and then does with all parts what all of them do. The weights stay equal by construction.
 *
 * Nobody waits long for another, who may have lost its core to the page: whoever has waited half as long as a part takes
 * computes the missing one as well. A part has the same bits whoever computes it, so nothing depends on who was first,
 * and a worker that was late finds the parts of the steps it missed, and catches up.
 */
export class AllReduce {
  /** Milliseconds to wait for a part. */
  private patience = 0;

  constructor(
    private readonly shared: Shared,
    private readonly worker: number,
  ) {}

  /** A whole step over a batch of which every worker has all images. */
  step(turn: number, trainer: Sharer, images: Uint8Array, labels: Uint8Array): StepReport {
    const { worker } = this;
    const { workers, control } = this.shared;
    const round = roundOf(this.shared, turn);
    for (let next = 0; next < workers; next++) {
      const part = (worker + next) % workers;
      if (this.comes(round, part, turn)) {
        trainer.writePart(labels.length, part, workers, partOf(round, part));
        continue;
      }
      const began = performance.now();
      round.outcomes.set(trainer.begin(images, labels, part, workers), part * 2);
      this.patience = (performance.now() - began) / 2;
      trainer.readPart(labels.length, part, workers, partOf(round, part));
      announce(round.there, part, turn + 1);
    }
    const report = trainer.finish(round.outcomes.slice(), labels.length);
    announce(control, DONE + worker, turn + 1);
    return report;
  }

  /** Whether a part is there, after a wait if its worker is at the same step. */
  private comes({ there }: Round, part: number, turn: number): boolean {
    const last = Atomics.load(there, part);
    if (last === turn + 1) return true;
    const isAtWork = part !== this.worker && Atomics.load(this.shared.control, DONE + part) >= turn;
    return isAtWork && changes(there, part, last, this.patience);
  }
}

function partOf({ parts }: Round, part: number): Float32Array {
  const values = parts[part];
  if (!values) throw new RangeError(`no worker ${part}`);
  return values;
}
