import { expect, it } from "vitest";
import type { NetworkProblem } from "../training/protocol";
import type { LinkProblem } from "./link-problem";
import type { Setting, SettingProblem } from "../training/settings";
import { covers } from "./cover";
import { editors } from "./editor";
import { en } from "./en";
import { hows } from "./how";
import { labs } from "./lab";
import { recipes } from "./recipe";
import { tours } from "./tour";
import { zhCN } from "./zh-CN";

const messages = { "zh-CN": zhCN, en };

const everything = {
  "zh-CN": {
    ...messages["zh-CN"],
    how: hows["zh-CN"],
    editor: editors["zh-CN"],
    lab: labs["zh-CN"],
    recipeItself: recipes["zh-CN"],
    cover: covers["zh-CN"],
    tourItself: tours["zh-CN"],
  },
  en: {
    ...messages.en,
    how: hows.en,
    editor: editors.en,
    lab: labs.en,
    recipeItself: recipes.en,
    cover: covers.en,
    tourItself: tours.en,
  },
};

/** Stand for what the tour speaks of: every number and name of it is 1, or 0, which has other sentences. */
const FACTS = [1, 0].map((value) => new Proxy({}, { get: () => value }));

/** Every path to a word, with the words themselves: functions are called with placeholders. */
function words(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  // They are told what is wrong, not numbers.
  if (/^\.(network|link|setting)Problem$/.test(path)) return [];
  if (typeof value === "function") {
    const speak = value as (...values: unknown[]) => unknown;
    const counted = Array.from({ length: speak.length }, (_, index) => index + 1);
    const given = path.startsWith(".tourItself.stops") ? FACTS.map((facts) => [facts]) : [counted];
    return given.map((values) => [path, String(speak(...values))]);
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

const PROBLEMS: NetworkProblem[] = [
  { layer: "conv1", code: "out-of-range", details: { setting: "stride", value: 0, least: 1, most: 4096 } },
  { layer: "input", code: "no-contrast", details: { value: 1 } },
  { layer: "network", code: "no-layers", details: { classes: 10 } },
  { layer: "network", code: "too-many-layers", details: { count: 65, most: 64 } },
  { layer: "conv1", code: "too-many-outputs", details: { count: 5_000_000, most: 4_000_000 } },
  { layer: "conv1", code: "too-many-products", details: { count: 500_000_000, most: 100_000_000 } },
  { layer: "network", code: "too-many-parameters", details: { count: 5_000_000, most: 4_000_000 } },
  { layer: "network", code: "bad-name", details: { name: "a b", most: 32 } },
  { layer: "network", code: "reserved-name", details: { name: "input" } },
  { layer: "conv1", code: "same-name", details: {} },
  { layer: "conv1", code: "wrong-end", details: { classes: 10, shape: [6, 24, 24] } },
  { layer: "fc1", code: "needs-line", details: { previous: "pool2" } },
  { layer: "conv1", code: "needs-maps", details: { previous: "flatten", units: 84 } },
  {
    layer: "conv3",
    code: "kernel-too-large",
    details: { previous: "pool2", kernel: 5, height: 4, width: 4, fits: 4, padding: 1 },
  },
  { layer: "pool1", code: "window-too-large", details: { size: 29, height: 28, width: 28, fits: 28 } },
  { layer: "c3", code: "table-rows", details: { rows: 1, filters: 2 } },
  { layer: "c3", code: "table-columns", details: { row: 1, columns: 2, maps: 3, previous: "s2" } },
  { layer: "c3", code: "table-value", details: { row: 1, column: 2, value: 3 } },
  { layer: "c3", code: "filter-reads-nothing", details: { filter: 1 } },
  { layer: "output", code: "code-length", details: { previous: "f6", inputs: 80, expected: 84, height: 12, width: 7 } },
  { layer: "output", code: "not-last", details: {} },
  { layer: "input", code: "no-room-for-digit", details: { channels: 1, height: 9, width: 28, least: 28 } },
];

it.each(PROBLEMS)("$code is said in every language, with its numbers", (problem) => {
  for (const { networkProblem, setup } of Object.values(messages)) {
    const said = networkProblem(problem);
    expect(said).not.toMatch(/undefined|NaN/);
    // Numbers of a layer have the names that the editor gives them.
    const names: Partial<Record<string, string>> = setup.numbers;
    const told = Object.values(problem.details)
      .flat()
      .map((detail: string | number) => names[detail] ?? detail);
    for (const detail of told) expect(said).toContain(String(detail));
    if (!["input", "network"].includes(problem.layer)) expect(said).toContain(problem.layer);
  }
});

it("what is wrong with a setting or a link is said in every language, with its numbers", () => {
  const settings: SettingProblem[] = [
    { setting: "beta1", code: "unknown" },
    { setting: "seed", code: "no-number" },
    { setting: "optimizer", code: "no-choice", choices: ["momentum", "adam"] },
    { setting: "batch", code: "range", least: 1, most: 5775, whole: true },
    { setting: "learningRate", code: "range", least: 0, most: 100, above: true },
    { setting: "momentum", code: "range", least: 0, most: 1, below: true },
  ];
  const links: LinkProblem[] = [
    { code: "unknown-key", key: "netwrok" },
    { code: "twice", key: "seed" },
    { code: "no-network", value: "lenet6", names: ["article", "modern"] },
    { code: "no-json" },
    { code: "no-digit", value: "x", most: 9999 },
    { code: "no-language", value: "fr", names: ["en"] },
  ];
  for (const { linkProblem, settingProblem, setup } of Object.values(messages)) {
    for (const problem of settings) {
      const said = settingProblem(problem);
      expect(said).toContain(setup.settings[problem.setting as Setting]);
      expect(said).not.toMatch(/undefined|NaN/);
      if ("most" in problem) expect(said).toContain(problem.most.toLocaleString("en"));
    }
    for (const problem of links) {
      const said = linkProblem(problem);
      expect(said).not.toMatch(/undefined|NaN/);
      if ("value" in problem) expect(said).toContain(problem.value);
    }
  }
  expect(messages.en.settingProblem(settings[3] as SettingProblem)).toBe(
    "Batch size: it must be a whole number from 1 to 5,775.",
  );
});

it("what does not fit is told what would", () => {
  const problem = PROBLEMS.find(({ code }) => code === "kernel-too-large");
  expect(problem && messages.en.networkProblem(problem)).toBe(
    "conv3: a 5×5 kernel does not fit the 4×4 maps of pool2; use 4 or set padding to 1.",
  );
});
