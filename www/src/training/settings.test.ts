import { describe, expect, it } from "vitest";
import type { Recipe } from "./recipe";
import { change, changed, problemOfOption, SettingError, settingsOf, type Changes } from "./settings";

const AMOUNTS = { rotation: 10, scaling: 0.1, shear: 0.15, shift: 1.5, thickness: 0.3 };
const BASE: Recipe = {
  seed: 1,
  learningRate: 0.001,
  momentum: 0.9,
  optimizer: { kind: "momentum" },
  weightDecay: 0,
  averaging: 0,
  schedule: { kind: "constant" },
  batch: 10,
  epochs: 5,
  augmentation: { rotation: 0, scaling: 0, shear: 0, shift: 0, thickness: 0 },
};

function problem(changes: Changes) {
  try {
    changed(BASE, changes, AMOUNTS);
  } catch (error) {
    if (error instanceof SettingError) return error.setting;
    throw error;
  }
  return undefined;
}

describe("a recipe's settings", () => {
  it("change what they name, and nothing else", () => {
    expect(changed(BASE, {}, AMOUNTS)).toEqual({ recipe: BASE, goal: undefined });
    const { recipe, goal } = changed(
      BASE,
      { learningRate: "1e-2", momentum: " 0.5 ", seed: "7", stopAt: "99" },
      AMOUNTS,
    );
    expect(recipe).toEqual({ ...BASE, learningRate: 0.01, momentum: 0.5, seed: 7 });
    expect(goal).toBe(0.99);
  });

  it("of a kind go with it", () => {
    const { recipe } = changed(
      BASE,
      { optimizer: "adam", beta1: "0.8", schedule: "step", factor: "0.1", augmentation: "0.5" },
      AMOUNTS,
    );
    expect(recipe.optimizer).toEqual({ kind: "adam", beta1: 0.8 });
    expect(recipe.schedule).toEqual({ kind: "step", every: 1, factor: 0.1 });
    expect(recipe.augmentation).toMatchObject({ rotation: 5, shift: 0.75 });
    expect(problem({ beta1: "0.8" })).toEqual({ setting: "beta1", code: "unknown" });
    expect(problem({ optimizer: "adam", momentum: "0.8" })).toEqual({ setting: "momentum", code: "unknown" });
    expect(change({ optimizer: "adam", beta1: "0.8", seed: "2" }, "optimizer", "momentum")).toEqual({
      optimizer: "momentum",
      seed: "2",
    });
    expect(change({ optimizer: "adam", beta1: "0.8", seed: "2" }, "optimizer")).toEqual({ seed: "2" });
  });

  it("that cannot be are told what they may be", () => {
    for (const text of ["", "x", "NaN", "Infinity", "1e999", "1,5"]) {
      expect(problem({ learningRate: text })).toEqual({ setting: "learningRate", code: "no-number" });
    }
    const seeds = { setting: "seed", code: "range", least: 0, most: 4294967295, whole: true };
    for (const text of ["-1", "1.5", "4294967296"]) expect(problem({ seed: text })).toEqual(seeds);
    expect(problem({ augmentation: "4" })).toMatchObject({ code: "range", most: 3 });
    expect(problem({ stopAt: "0" })).toMatchObject({ code: "range", above: true });
    expect(problem({ optimizer: "sgd" })).toMatchObject({ code: "no-choice", choices: ["momentum", "adam"] });
    expect(problem({ constructor: "1" } as Changes)).toMatchObject({ code: "unknown" });
    // For the engine, which refuses 0, to say.
    for (const text of ["-5", "2.5", "1e20"]) expect(changed(BASE, { batch: text }, AMOUNTS).recipe.batch).toBe(0);
    expect(problemOfOption({ setting: "schedule.every", least: 1, most: 9 })).toEqual({
      setting: "every",
      code: "range",
      least: 1,
      most: 9,
      whole: true,
    });
  });

  it("are shown as text, those alone that count", () => {
    expect(settingsOf(BASE, AMOUNTS)).toEqual({
      seed: "1",
      optimizer: "momentum",
      momentum: "0.9",
      learningRate: "0.001",
      schedule: "constant",
      weightDecay: "0",
      averaging: "0",
      augmentation: "0",
      batch: "10",
      epochs: "5",
      stopAt: "",
    });
    const adam: Recipe = {
      ...BASE,
      optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      augmentation: AMOUNTS,
    };
    expect(settingsOf(adam, AMOUNTS, 0.99)).toMatchObject({
      beta2: "0.999",
      epsilon: "1e-8",
      augmentation: "1",
      stopAt: "99",
    });
  });
});
