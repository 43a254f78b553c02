import { gather, type DigitBytes } from "../mnist/digits";
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

  /**
   * A whole step over the round's batch.
   * @param digits what the batch is taken from; all of its images are there.
   * @param batch room for the batch, of which only what this worker computes is filled in.
   */
  step(turn: number, trainer: Sharer, digits: DigitBytes, batch: DigitBytes): StepReport {
    const { worker } = this;
    const { shares, control } = this.shared;
    const { images, labels } = batch;
    const workers = shares.length;
    const round = roundOf(this.shared, turn);
    for (let next = 0; next < workers; next++) {
      const part = (worker + next) % workers;
      if (this.comes(round, part, turn)) {
        trainer.writePart(labels.length, part, workers, of(round.parts, part));
        continue;
      }
      const began = performance.now();
      const { first, end } = of(shares, part);
      gather(digits, round.indices, batch, first, end);
      round.outcomes.set(trainer.begin(images, labels, part, workers), part * 2);
      this.patience = (performance.now() - began) / 2;
      trainer.readPart(labels.length, part, workers, of(round.parts, part));
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

function of<T>(values: readonly T[], worker: number): T {
  const value = values[worker];
  if (value === undefined) throw new RangeError(`no worker ${worker}`);
  return value;
}
