import { expect, it } from "vitest";
import { messages } from ".";

/** Every path to a word, with the words themselves: functions are called with placeholders. */
function words(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const speak = value as (...values: unknown[]) => unknown;
    return [[path, String(speak(...Array.from({ length: speak.length }, (_, index) => index + 1)))]];
  }
  return Object.entries(value as object).flatMap(([key, child]) => words(child, `${path}.${key}`));
}

it("all languages have the same keys", () => {
  const [chinese, english] = [words(messages["zh-CN"]), words(messages.en)];
  expect(chinese.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
});

it("no word is empty, and what is told is said", () => {
  for (const [path, said] of Object.values(messages).flatMap((language) => words(language))) {
    expect(said.trim(), path).not.toBe("");
    expect(said, path).not.toMatch(/undefined|NaN/);
  }
});
