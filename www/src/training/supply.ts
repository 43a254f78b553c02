import { fillMnist, openMnist, type LoadProgress, type Mnist } from "../mnist/load";
import type { DataStatus, Problem } from "./protocol";
import { problemOf } from "./problem";

/** Who wants to hear of the digits. */
export interface Consumer {
  /** What they will be is known; they are still on their way. */
  opened(mnist: Mnist): void;
  /** More of them are there. */
  fed(): void;
  /** Something else about them has changed. */
  changed(): void;
}

/** The digits on their way. What fails is told until it is tried again, whatever becomes of a run meanwhile. */
export class Supply {
  mnist?: Mnist;
  problem?: Problem;
  private loading = false;
  private available = 0;
  private progress: LoadProgress = { received: 0, total: 0 };

  constructor(private readonly consumer: Consumer) {}

  /** Fetches what is missing from a folder, unless it is being fetched. */
  async fetch(folder: string): Promise<void> {
    if (this.loading || (this.mnist?.train.isComplete && this.mnist.test.isComplete)) return;
    this.loading = true;
    this.problem = undefined;
    try {
      this.mnist ??= await openMnist(folder);
      this.consumer.opened(this.mnist);
      await fillMnist(folder, this.mnist, {
        onProgress: (progress) => {
          this.progress = progress;
          this.look();
        },
      });
    } catch (error) {
      this.problem = problemOf(error, "data");
    }
    this.loading = false;
    this.consumer.changed();
  }

  /** How far they are. */
  get status(): DataStatus {
    const { mnist, progress } = this;
    return {
      progress,
      available: mnist?.train.available ?? 0,
      count: mnist?.train.count ?? 0,
      testAvailable: mnist?.test.available ?? 0,
      testCount: mnist?.test.count ?? 0,
    };
  }

  private look(): void {
    const { available, testAvailable } = this.status;
    if (available + testAvailable > this.available) {
      this.available = available + testAvailable;
      this.consumer.fed();
    }
    this.consumer.changed();
  }
}
