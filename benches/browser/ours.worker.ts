import * as Comlink from "comlink";
import type { NetworkSpec } from "../../pkg/lenet.js";
import { roomFor } from "../../www/src/mnist/digits";
import { fillMnist, openMnist, type Mnist } from "../../www/src/mnist/load";
import { Crew } from "../../www/src/training/crew";
import {
  describe,
  epochOrder,
  loadEngine,
  recipeFor,
  Trainer,
  type LayerDescription,
} from "../../www/src/training/engine";
import type { Recipe } from "../../www/src/training/recipe";
import { nameOf, type Request } from "../suite/request";
import { rate } from "./rate";

/** The module of `benches/native`. */
interface Limit {
  default(): Promise<unknown>;
  /** Does that many rounds; returns how many operations they were. */
  multiplyAdd(rounds: number): number;
}

/** The project's own engine, workers and digits, as the page uses them, without the page. */
export class OurBench {
  private page = "";
  private digits?: Mnist;
  private limit?: Promise<Limit>;
  /** By their size: a new team's workers are slow at first, which a page's are for a part of a second of its training. */
  private readonly crews = new Map<number, Crew>();

  /** Loads everything. */
  async prepare(page: string): Promise<string> {
    const folder = new URL("mnist/", page).href;
    const mnist = await openMnist(folder);
    await fillMnist(folder, mnist, { onProgress: () => undefined });
    this.page = page;
    this.digits = mnist;
    await loadEngine();
    return "";
  }

  /** The walk through a network, for its counts. */
  describe(network: string | NetworkSpec): LayerDescription[] {
    return describe(network);
  }

  async measure({ measure, milliseconds, network = "article", batch = 10, workers = 1 }: Request): Promise<number> {
    const { digits } = this;
    if (!digits) throw new Error("not prepared");
    if (measure === "limit") {
      const limit = await (this.limit ??= loadLimit(this.page));
      return rate(milliseconds, () => limit.multiplyAdd(100_000));
    }
    const recipe = { ...recipeFor(nameOf(network)), batch } as Recipe;
    const trainer = new Trainer({ network, ...recipe });
    try {
      const image = digits.train.image(0);
      if (measure === "forward") return rate(milliseconds, () => (trainer.predict(image), 1));
      if (measure === "activations") return rate(milliseconds, () => (trainer.activations(image), 1));
      const crew = await this.crewOf(workers);
      const result = rate(milliseconds, stepper(crew, trainer, recipe, digits));
      // A team that lost a worker goes on alone.
      if (crew.size !== workers) throw new Error(`${crew.size} workers, not ${workers}`);
      return result;
    } finally {
      trainer.free();
    }
  }

  private async crewOf(workers: number): Promise<Crew> {
    let crew = this.crews.get(workers);
    if (!crew) {
      crew = new Crew(() => undefined);
      await crew.resize(workers);
      this.crews.set(workers, crew);
    }
    return crew;
  }
}

/** It is built beside the bundle, not into it. */
async function loadLimit(page: string): Promise<Limit> {
  const limit = (await import(/* @vite-ignore */ new URL("limit/lenet_bench.js", page).href)) as Limit;
  await limit.default();
  return limit;
}

/** A step of the page's session, over the next batch. */
function stepper(crew: Crew, trainer: Trainer, recipe: Recipe, digits: Mnist): () => number {
  const { batch } = recipe;
  const { count } = digits.train;
  const order = epochOrder(recipe.seed, 0, count, count);
  const room = roomFor(batch);
  const perEpoch = Math.floor(order.length / batch);
  let step = 0;
  const placesOf = (step: number) => order.subarray((step % perEpoch) * batch, (step % perEpoch) * batch + batch);
  return () => {
    const indices = placesOf(step);
    crew.step(trainer, recipe, digits, { indices, ...room, later: (steps) => placesOf(step + steps) });
    step++;
    return batch;
  };
}

Comlink.expose(new OurBench());
