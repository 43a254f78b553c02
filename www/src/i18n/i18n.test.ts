import { expect, it } from "vitest";
import { messages } from ".";
import { tours } from "./tour";

const everything = {
  "zh-CN": { ...messages["zh-CN"], tourItself: tours["zh-CN"] },
  en: { ...messages.en, tourItself: tours.en },
};

/** Stands for what the tour speaks of: every number and name of it is 1. */
const FACTS = new Proxy({}, { get: () => 1 });

/** Every path to a word, with the words themselves: functions are called with placeholders. */
function words(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const speak = value as (...values: unknown[]) => unknown;
    const counted = Array.from({ length: speak.length }, (_, index) => index + 1);
    return [[path, String(speak(...(path.startsWith(".tourItself.stops") ? [FACTS] : counted)))]];
  }
  return Object.entries(value as object).flatMap(([key, child]) => words(child, `${path}.${key}`));
}

it("all languages have the same keys", () => {
  const [chinese, english] = [everything["zh-CN"], everything.en].map((value) => words(value));
  expect(chinese?.map(([path]) => path).sort()).toEqual(english?.map(([path]) => path).sort());
});

it("no word is empty, and what is told is said", () => {
  for (const [path, said] of Object.values(everything).flatMap((language) => words(language))) {
    expect(said.trim(), path).not.toBe("");
    expect(said, path).not.toMatch(/undefined|NaN/);
  }
});
