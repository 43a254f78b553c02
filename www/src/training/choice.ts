import {
  completeRecipe,
  describe,
  recipeFor,
  type LayerDescription,
  type LenetError,
  type NetworkProblem,
} from "./engine";
import type { Network, Plan, Recipe } from "./recipe";
import {
  changed,
  problemOfOption,
  SettingError,
  settingsOf,
  type Amounts,
  type Changes,
  type SettingProblem,
  type Settings,
} from "./settings";

/** What a visitor chose: a network, and what is changed of the recipe that belongs to its name. */
export interface Choice {
  network: Network;
  changes: Changes;
}

/** What a choice would make, as far as it fits. */
export interface Examination {
  /** The layers up to the first that does not fit. */
  layers: LayerDescription[];
  /** Every setting; absent if one of them cannot be. */
  settings?: Settings;
  /** What is wrong with the network. */
  network?: NetworkProblem;
  /** What is wrong with a setting. */
  setting?: SettingProblem;
  /** What is wrong, where neither of these says it. */
  detail?: string;
}

/**
 * The plan that a choice makes.
 * @throws LenetError, SettingError
 */
export function planOf({ network, changes }: Choice): Plan {
  const { recipe, goal } = changed(ownRecipe(network), changes, amounts());
  return { network, recipe: completeRecipe(recipe, network) as Recipe, goal };
}

/** A plan's settings. */
export function settingsOfPlan({ recipe, goal }: Plan): Settings {
  return settingsOf(recipe, amounts(), goal);
}

/** Looks at a choice; nothing comes of it. */
export function examine(choice: Choice): Examination {
  const examination: Examination = { layers: [] };
  try {
    examination.layers = describe(choice.network);
  } catch (error) {
    const { walk, problem, message } = error as LenetError;
    Object.assign(examination, { layers: walk ?? [], network: problem, ...(!problem && { detail: message }) });
  }
  try {
    // The recipe is looked at beside a network that fits, even if this one does not.
    const network = examination.network || examination.detail ? "article" : choice.network;
    const { recipe, goal } = changed(ownRecipe(choice.network), choice.changes, amounts());
    examination.settings = settingsOf(completeRecipe(recipe, network) as Recipe, amounts(), goal);
  } catch (error) {
    examination.setting = settingProblemOf(error);
    if (!examination.setting) examination.detail ??= String(error);
  }
  return examination;
}

/** What an error says of a setting, if it is about one. */
export function settingProblemOf(error: unknown): SettingProblem | undefined {
  if (error instanceof SettingError) return error.setting;
  const { option } = (error ?? {}) as Partial<LenetError>;
  return option && problemOfOption(option);
}

function ownRecipe(network: Network): Recipe {
  // A network of one's own is trained as the preset that it was made from.
  return recipeFor(String(typeof network === "string" ? network : network.name)) as Recipe;
}

function amounts(): Amounts {
  return recipeFor("modern").augmentation as Amounts;
}
