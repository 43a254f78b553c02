import { roomFor, type DigitBytes } from "../mnist/digits";
import type { Mnist } from "../mnist/load";
import { epochOrder } from "./engine";
import { BLOCK, type Recipe } from "./recipe";
import type { Batch } from "./team";

/** What each step of a recipe learns from. */
export class Batches {
  /** All batches', one after another. */
  private readonly room: DigitBytes;
  private order?: { epoch: number; count: number; indices: Uint32Array };

  constructor(private readonly recipe: Recipe) {
    this.room = roomFor(recipe.batch);
  }

  /** Steps of an epoch of so many images: whole batches, which may leave some out. */
  stepsOf(images: number): number {
    return Math.floor(images / this.recipe.batch);
  }

  /** A step's batch, the steps counted from 0; undefined when its images are not there yet. */
  of(step: number, { train }: Mnist): Batch | undefined {
    const { batch } = this.recipe;
    const perEpoch = this.stepsOf(train.count);
    const order = this.orderOf(Math.floor(step / perEpoch), train.count);
    const number = step % perEpoch;
    const placesOf = (number: number) => order.subarray(number * batch, (number + 1) * batch);
    const indices = placesOf(number);
    if (!train.holds(indices)) return undefined;
    return {
      indices,
      ...this.room,
      later: (steps) => {
        const places = number + steps < perEpoch ? placesOf(number + steps) : undefined;
        return places && train.holds(places) ? places : undefined;
      },
    };
  }

  private orderOf(epoch: number, count: number): Uint32Array {
    if (this.order?.epoch !== epoch || this.order.count !== count) {
      this.order = { epoch, count, indices: epochOrder(this.recipe.seed, epoch, count, BLOCK) };
    }
    return this.order.indices;
  }
}
