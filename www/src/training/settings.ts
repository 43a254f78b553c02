import type { OptionProblem, Recipe as Options } from "./engine";
import type { Recipe } from "./recipe";

/** What the recipe's controls and a link call the parts of a recipe. */
export const SETTINGS = [
  "seed",
  "optimizer",
  "momentum",
  "beta1",
  "beta2",
  "epsilon",
  "learningRate",
  "schedule",
  "every",
  "factor",
  "endFactor",
  "divFactor",
  "finalDivFactor",
  "pctStart",
  "weightDecay",
  "averaging",
  "augmentation",
  "batch",
  "epochs",
  "stopAt",
] as const;

/** One part of a recipe. */
export type Setting = (typeof SETTINGS)[number];

/** What differs from the network's own recipe, as it was typed. */
export type Changes = Partial<Record<Setting, string>>;

/** Every setting that counts, as text. */
export type Settings = Changes;

/** What is wrong with a setting. */
export type SettingProblem = { setting: string } & (
  | { code: "unknown" | "no-number" }
  | { code: "no-choice"; choices: readonly string[] }
  | { code: "range"; least: number; most: number; above?: boolean; below?: boolean; whole?: boolean }
);

/** Thrown for a setting that cannot be; `setting` says why. */
export class SettingError extends Error {
  readonly code = "invalid-option";

  constructor(readonly setting: SettingProblem) {
    super(`${setting.setting}: ${setting.code}`);
  }
}

/** The kinds that can be chosen among, each with the settings that it alone has. */
export const KINDS = {
  optimizer: { momentum: ["momentum"], adam: ["beta1", "beta2", "epsilon"] },
  schedule: {
    constant: [],
    step: ["every", "factor"],
    cosine: ["endFactor"],
    one_cycle: ["divFactor", "finalDivFactor", "pctStart"],
  },
} as const satisfies Record<string, Record<string, readonly Setting[]>>;

/** Settings that choose a kind. */
export type KindSetting = keyof typeof KINDS;

/** The step schedule has no default in the engine. */
const STEP = { every: 1, factor: 0.5 };
/** The augmentation's strength is counted in this recipe's. */
export type Amounts = Required<NonNullable<Options["augmentation"]>>;
const MOST_AUGMENTATION = 3;
const MOST_SEED = 2 ** 32 - 1;
const WHOLE: readonly string[] = ["seed", "batch", "epochs", "every"];
const TOP = [
  "seed",
  "learningRate",
  "momentum",
  "weightDecay",
  "averaging",
  "batch",
  "epochs",
] as const satisfies readonly (Setting & keyof Options)[];

/** Whether a setting is one of whole numbers. */
export function isWhole(setting: string): boolean {
  return WHOLE.includes(setting);
}

/**
 * A recipe with some settings changed. The engine looks at ranges that it knows.
 * @param amounts the augmentation of strength 1.
 * @throws SettingError
 */
export function changed(base: Recipe, changes: Changes, amounts: Amounts): { recipe: Options; goal?: number } {
  const optimizer: Record<string, unknown> = kindOf("optimizer", base.optimizer, changes);
  const schedule: Record<string, unknown> = kindOf("schedule", base.schedule, changes);
  if (schedule.kind === "step") Object.assign(schedule, { ...STEP, ...schedule });
  // A kind's own numbers are the engine's to judge.
  const recipe: Options = {
    ...base,
    optimizer: optimizer as Options["optimizer"],
    schedule: schedule as Options["schedule"],
  };
  let goal: number | undefined;
  for (const [setting, text] of Object.entries(changes)) {
    if (isKind(setting)) continue;
    if (setting === "stopAt" && text.trim() === "") continue;
    const owner = ownerOf(setting);
    const kind = owner && { optimizer, schedule }[owner];
    if (owner && !isOwn(owner, String(kind?.kind), setting)) throw new SettingError({ setting, code: "unknown" });
    const value = numberOf(setting, text);
    if (isTop(setting)) recipe[setting] = value;
    else if (kind) kind[setting] = value;
    else if (setting === "augmentation") recipe.augmentation = scaled(amounts, value);
    else if (setting === "stopAt") goal = within(setting, value, 0, 100, true) / 100;
    else throw new SettingError({ setting, code: "unknown" });
  }
  return { recipe, goal };
}

/** All settings of a recipe, as text. */
export function settingsOf(recipe: Recipe, amounts: Amounts, goal?: number): Settings {
  const { optimizer, schedule, augmentation } = recipe;
  const parts: Record<string, unknown> = { ...recipe, ...optimizer, ...schedule };
  const settings: Settings = {};
  for (const setting of SETTINGS) {
    const owner = ownerOf(setting);
    if (!owner || isOwn(owner, recipe[owner].kind, setting)) settings[setting] = String(parts[setting]);
  }
  settings.optimizer = optimizer.kind;
  settings.schedule = schedule.kind;
  settings.augmentation = String((augmentation.rotation ?? 0) / amounts.rotation);
  settings.stopAt = goal === undefined ? "" : String(goal * 100);
  return settings;
}

/** Changes with one more, or with one put back; what no longer counts goes with it. */
export function change(changes: Changes, setting: Setting, text?: string): Changes {
  const gone: string[] = text === undefined ? [setting] : [];
  if (isKind(setting)) gone.push(...Object.values(KINDS[setting]).flat());
  const kept = Object.fromEntries(Object.entries(changes).filter(([name]) => !gone.includes(name)));
  return text === undefined ? kept : { ...kept, [setting]: text };
}

/** The engine's complaint about an option, as one about a setting. */
export function problemOfOption(option: OptionProblem): SettingProblem {
  const setting = option.setting.replace(/^(optimizer|schedule)\./, "");
  return { ...option, setting, code: "range", ...(isWhole(setting) && { whole: true }) };
}

function isKind(setting: string): setting is KindSetting {
  return Object.hasOwn(KINDS, setting);
}

function isTop(setting: string): setting is (typeof TOP)[number] {
  return (TOP as readonly string[]).includes(setting);
}

function kindOf(owner: KindSetting, base: { kind: string }, changes: Changes): { kind: string } {
  const kind = changes[owner] ?? base.kind;
  const choices = Object.keys(KINDS[owner]);
  if (!choices.includes(kind)) throw new SettingError({ setting: owner, code: "no-choice", choices });
  return kind === base.kind ? { ...base } : { kind };
}

function ownerOf(setting: string): KindSetting | undefined {
  const owners = Object.keys(KINDS) as KindSetting[];
  return owners.find((owner) => Object.values(KINDS[owner]).flat<string[]>().includes(setting));
}

function isOwn(owner: KindSetting, kind: string, setting: string): boolean {
  const kinds: Record<string, readonly string[]> = KINDS[owner];
  return kinds[kind]?.includes(setting) ?? false;
}

function numberOf(setting: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new SettingError({ setting, code: "no-number" });
  if (!isWhole(setting) || (Number.isInteger(value) && value >= 0 && value <= MOST_SEED)) return value;
  if (setting === "seed") {
    throw new SettingError({ setting, code: "range", least: 0, most: MOST_SEED, whole: true });
  }
  // The engine reads whole numbers only. 0, which none of these may be, it refuses, and says what there may be instead.
  return 0;
}

function within(setting: string, value: number, least: number, most: number, above = false): number {
  if (value >= least && value <= most && !(above && value === least)) return value;
  throw new SettingError({ setting, code: "range", least, most, ...(above && { above }) });
}

function scaled(amounts: Amounts, strength: number): Amounts {
  within("augmentation", strength, 0, MOST_AUGMENTATION);
  const { rotation, scaling, shear, shift, thickness } = amounts;
  return {
    rotation: rotation * strength,
    scaling: scaling * strength,
    shear: shear * strength,
    shift: shift * strength,
    thickness: thickness * strength,
  };
}
