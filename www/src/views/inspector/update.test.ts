import { describe, expect, test } from "vitest";
import type { Update } from "../../training/protocol";
import { linesOf } from "./update";

/** The lines as they are read. */
function read(update: Update): string[] {
  const text = (part: string | { text: string }) => (typeof part === "string" ? part : part.text);
  return linesOf(update).map(({ rule, numbers }) => `${rule}: ${numbers.map(text).join("")}`);
}

const STEP = { step: 12, before: 0.5, gradient: -0.25, learningRate: 0.5, weightDecay: 0, kept: 1, after: 0.75 };
const MOMENTUM = { kind: "momentum", momentum: 0.5, velocityBefore: -0.5, velocity: -0.5 } as const;
const ADAM = {
  kind: "adam",
  betas: [0.9, 0.999],
  fresh: 0.5,
  meanBefore: -1,
  mean: -0.625,
  keptSquare: 0.75,
  freshSquare: 0.25,
  squareBefore: 0,
  square: 0.015625,
  size: 0.75,
  spread: 0.125,
  epsilon: Math.fround(1e-8),
} satisfies Update["rule"];

describe("an update's lines", () => {
  test("momentum", () => {
    expect(read({ ...STEP, rule: MOMENTUM })).toEqual([
      "v ← m × v + g: 0.5 × (−0.5) + (−0.25) = −0.5",
      "w ← w − r × v: 0.5 − 0.5 × (−0.5) = 0.75",
    ]);
  });

  test("momentum with weight decay", () => {
    expect(read({ ...STEP, weightDecay: 0.5, kept: 0.75, after: 0.625, rule: MOMENTUM }).slice(1)).toEqual([
      "a = 1 − r × d: 1 − 0.5 × 0.5 = 0.75",
      "w ← a × w − r × v: 0.75 × 0.5 − 0.5 × (−0.5) = 0.625",
    ]);
  });

  test("Adam, whose terms carry their names", () => {
    const update: Update = { ...STEP, rule: ADAM };
    expect(read(update)).toEqual([
      "m ← m + (1 − β₁) × (g − m): −1 + 0.5 × (−0.25 − (−1)) = −0.625",
      "v ← β₂ × v + (1 − β₂) × g²: 0.75 × 0 + 0.25 × (−0.25)² = 0.015625",
      "r̂ = r / (1 − β₁ᵗ): 0.5 / (1 − 0.9¹²) = 0.75",
      "c = √(1 − β₂ᵗ): √(1 − 0.999¹²) = 0.125",
      "w ← w − r̂ × (m / (√v / c + ε)): 0.5 − 0.75 × (−0.625 / (√0.015625 / 0.125 + 1 × 10⁻⁸)) = 0.75",
    ]);
    const ids = linesOf(update).flatMap(({ numbers }) =>
      numbers.map((part) => (typeof part === "string" ? "" : part.id)),
    );
    const told = Object.keys({ ...STEP, ...ADAM, rate: 0 });
    // Without decay nothing is kept; the betas and the step stand in the corrections' text.
    const silent = ["step", "learningRate", "weightDecay", "kept", "kind", "betas"];
    expect([...new Set(ids.filter((id) => id !== ""))].sort()).toEqual(
      told.filter((id) => !silent.includes(id)).sort(),
    );
  });

  test("the average that follows", () => {
    const average = { before: 0.25, moved: 0.5, after: 0.5 };
    expect(read({ ...STEP, rule: MOMENTUM, average }).at(-1)).toBe(
      "w̄ ← w̄ + s × (w − w̄): 0.25 + 0.5 × (0.75 − 0.25) = 0.5",
    );
  });

  test("a tiny square is bracketed under its root", () => {
    const tiny: Update = { ...STEP, rule: { ...ADAM, square: Math.fround(1.5e-9) } };
    expect(read(tiny).at(-1)).toContain("√(1.5 × 10⁻⁹) / 0.125");
  });
});
