import { describe, expect, it } from "vitest";
import { keptRunOf, type KeptRun } from "./kept-run";

const run: KeptRun = {
  plan: "[]",
  step: 6_000,
  epochs: 5,
  trained: false,
  points: [{ at: 1, loss: 0.5, accuracy: 0.8 }],
  tests: [
    { at: 1, accuracy: 0.9, loss: 0.4, confusion: Array.from({ length: 10 }, () => new Array<number>(10).fill(1)) },
  ],
  answers: { answers: new Uint8Array(2), confidences: new Float32Array(2) },
  weights: new Uint8Array(1),
  memory: new Float32Array(1),
};

describe("a kept run", () => {
  it("comes back as it was, and nothing else with it", () => {
    expect(keptRunOf({ ...run, more: 1 })).toEqual(run);
    expect(keptRunOf({ ...run, answers: undefined }).answers).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a word", "run"],
    ["a point that is none", { ...run, points: [...run.points, null] }],
    ["no tests", { ...run, tests: null }],
    ["a test without its matrix", { ...run, tests: [{ at: 1, accuracy: 0.9, loss: 0.4 }] }],
    ["a matrix of nine", { ...run, tests: [{ ...run.tests[0], confusion: run.tests[0]?.confusion.slice(1) }] }],
    ["more steps than its epochs have", { ...run, step: 1e15 }],
    ["half a step", { ...run, step: 0.5 }],
    ["no end of epochs", { ...run, epochs: Infinity }],
    ["answers without what they are sure of", { ...run, answers: { answers: new Uint8Array(2) } }],
    ["weights in words", { ...run, weights: "AAAA" }],
  ])("is none with %s", (_, value) => {
    expect(() => keptRunOf(value)).toThrow("no run");
  });
});
