import { gather } from "../mnist/digits";
import type { Mnist } from "../mnist/load";
import type { StepReport, Trainer } from "./engine";
import type { Slices } from "./evaluation";
import type { Recipe } from "./recipe";
import { isStalled, Team, type Batch } from "./team";

/** Whoever takes the steps: the training worker alone, or with a team once that is there. The result is the same. */
export class Crew {
  private team?: Team;
  private wanted: number;
  private awaited: boolean;
  private gathering?: Promise<void>;

  /**
   * @param onChange the size has changed.
   * @param size how many workers there are to be once `gather` was called, if nobody says otherwise.
   */
  constructor(
    private readonly onChange: () => void,
    size = 1,
  ) {
    this.wanted = size;
    this.awaited = size > 1;
  }

  /** How many workers take the steps now; before they were gathered, how many will. */
  get size(): number {
    return this.team?.size ?? (this.awaited ? this.wanted : 1);
  }

  /** There is going to be work: the first team is put together. */
  async gather(): Promise<void> {
    if (this.awaited) await (this.gathering ??= this.assemble());
  }

  /** Changes the number of workers; those that are new take part as soon as they are there. */
  async resize(size: number): Promise<void> {
    this.wanted = size;
    this.awaited = false;
    this.disband();
    if (size > 1) await this.assemble();
  }

  /** One step. When a worker is lost, this step and all others are taken without the team. */
  step(trainer: Trainer, recipe: Recipe, digits: Mnist, batch: Batch): StepReport {
    if (this.team) {
      try {
        return this.team.step(trainer, recipe, digits, batch);
      } catch (error) {
        if (!isStalled(error)) throw error;
        console.warn(error);
        this.disband();
      }
    }
    gather(digits.train, batch.indices, batch);
    return trainer.step(batch.images, batch.labels);
  }

  /** Has the team begin a test, if there is one that can: see {@link Team.test}. */
  test(trainer: Trainer): Slices | undefined {
    return this.team?.test(trainer);
  }

  private async assemble(): Promise<void> {
    const size = this.wanted;
    try {
      const team = await Team.assemble(size);
      if (this.wanted !== size || this.team) team.disband();
      else this.team = team;
    } catch (error) {
      // Training goes on alone, and the page shows the number.
      console.warn(error);
    }
    this.awaited = false;
    this.onChange();
  }

  private disband(): void {
    this.team?.disband();
    this.team = undefined;
    this.onChange();
  }
}
