import type { NetworkSpec, Recipe as Options } from "./engine";

/** How a network is trained, nothing left out, as the engine has it. */
export type Recipe = Required<Omit<Options, "totalSteps">>;

/** A preset's name, or a network of one's own. */
export type Network = string | NetworkSpec;

/** Everything that decides a run's result, bit for bit. */
export interface Plan {
  network: Network;
  recipe: Recipe;
  /** The test accuracy, 0 to 1, at which the run ends before its last epoch. */
  goal?: number;
}

/** The first epoch is shuffled within blocks of this many images, so that training can start with the first shard. */
export const BLOCK = 5000;

/** Workers that can take the steps: a batch's gradient is the sum of four parts, shared out evenly. */
export const TEAM_SIZES = [1, 2, 4] as const;

/** Networks the page offers, by the engine's names; the first is the one it opens with. */
export const PRESETS = ["article", "lenet5", "lenet5-1998", "modern"] as const;
