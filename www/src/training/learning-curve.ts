import { RecentMean } from "./meters";
import type { ChartPoint } from "./protocol";

/** Batches that a point stands for, at most, and points that an epoch has, at least. */
const BATCHES_A_POINT = 100;
const POINTS_AN_EPOCH = 20;

/** What a run learned, batch after batch: points for a chart. */
export class LearningCurve {
  private readonly losses = new RecentMean(BATCHES_A_POINT);
  private pending = { batches: 0, loss: 0, accuracy: 0 };

  /** @param points those of a run that goes on. */
  constructor(readonly points: ChartPoint[] = []) {}

  /** Mean loss of the last batches. */
  get loss(): number | undefined {
    return this.losses.mean;
  }

  /**
   * One more batch, by its mean loss and its share of right answers.
   * @param at where the run stands after it, in epochs.
   * @param perEpoch batches that an epoch has.
   */
  add(batch: { loss: number; accuracy: number }, at: number, perEpoch: number): void {
    this.losses.add(batch.loss);
    const { pending } = this;
    pending.batches++;
    pending.loss += batch.loss;
    pending.accuracy += batch.accuracy;
    const { batches, loss, accuracy } = pending;
    if (batches < Math.min(BATCHES_A_POINT, perEpoch / POINTS_AN_EPOCH)) return;
    this.points.push({ at, loss: loss / batches, accuracy: accuracy / batches });
    this.pending = { batches: 0, loss: 0, accuracy: 0 };
  }
}
