/** Everything that decides a run's result, bit for bit. */
export interface Recipe {
  seed: number;
  learningRate: number;
  momentum: number;
  /** Images a step. */
  batch: number;
  epochs: number;
  /** The first epoch is shuffled within blocks of this many images, so that training can start with the first shard. */
  block: number;
}

/** The article's recipe. */
export const ARTICLE: Recipe = { seed: 1, learningRate: 0.001, momentum: 0.9, batch: 10, epochs: 5, block: 5000 };

/** Networks the page offers, by the engine's names; the first is the one it opens with. */
export const PRESETS = ["article", "lenet5", "lenet5-1998"] as const;

/** The name of a network that the page offers. */
export type Preset = (typeof PRESETS)[number];

/** What each network is trained by, at a learning rate that stays. */
export const RECIPES: Record<Preset, Recipe> = {
  article: ARTICLE,
  lenet5: { ...ARTICLE, learningRate: 0.02 },
  "lenet5-1998": { ...ARTICLE, learningRate: 0.0005, epochs: 20 },
};
