import type { Update } from "../../training/protocol";
import { exact, superscript } from "../figures";

/** A number in its place in a line: what it is, as tests know it, and how it is written there. */
export interface Term {
  id: string;
  value: number;
  text: string;
}

/** One line of an update's story: what it computes, the rule in letters, and the same in numbers. */
export interface Line {
  of: "velocity" | "mean" | "square" | "size" | "spread" | "decay" | "value" | "average";
  rule: string;
  numbers: (Term | string)[];
}

/** An update in the optimizer's own order and numbers: each line's terms give its last one to the last bit. */
export function linesOf(update: Update): Line[] {
  const { before, gradient, learningRate: rate, weightDecay, kept, rule, after } = update;
  const decays = weightDecay !== 0;
  const decay: Line[] = decays
    ? [{ of: "decay", rule: "a = 1 − r × d", numbers: numbers`1 − ${{ rate }} × ${{ weightDecay }} = ${{ kept }}` }]
    : [];
  const average = update.average ? [lineOfAverage(after, update.average)] : [];
  const left = decays ? numbers`${{ kept }} × ${{ before }} − ` : numbers`${{ before }} − `;
  const value = (move: string, moved: Line["numbers"]): Line => ({
    of: "value",
    rule: `w ← ${decays ? "a × w" : "w"} − ${move}`,
    numbers: [...left, ...moved, ...numbers` = ${{ after }}`],
  });
  if (rule.kind === "momentum") {
    const { momentum, velocityBefore, velocity } = rule;
    return [
      {
        of: "velocity",
        rule: "v ← m × v + g",
        numbers: numbers`${{ momentum }} × ${{ velocityBefore }} + ${{ gradient }} = ${{ velocity }}`,
      },
      ...decay,
      value("r × v", numbers`${{ rate }} × ${{ velocity }}`),
      ...average,
    ];
  }
  const { fresh, meanBefore, mean, keptSquare, squareBefore, freshSquare, square, size, spread, epsilon } = rule;
  const [young, youngSquare] = rule.betas.map((beta) => `1 − ${String(beta)}${superscript(update.step)}`);
  return [
    {
      of: "mean",
      rule: "m ← m + (1 − β₁) × (g − m)",
      numbers: numbers`${{ meanBefore }} + ${{ fresh }} × (${{ gradient }} − ${{ meanBefore }}) = ${{ mean }}`,
    },
    {
      of: "square",
      rule: "v ← β₂ × v + (1 − β₂) × g²",
      numbers: numbers`${{ keptSquare }} × ${{ squareBefore }} + ${{ freshSquare }} × ${{ gradient }}² = ${{ square }}`,
    },
    { of: "size", rule: "r̂ = r / (1 − β₁ᵗ)", numbers: numbers`${{ rate }} / (${young}) = ${{ size }}` },
    { of: "spread", rule: "c = √(1 − β₂ᵗ)", numbers: numbers`√(${youngSquare}) = ${{ spread }}` },
    ...decay,
    value(
      "r̂ × (m / (√v / c + ε))",
      numbers`${{ size }} × (${{ mean }} / (√${{ square }} / ${{ spread }} + ${{ epsilon }}))`,
    ),
    ...average,
  ];
}

function lineOfAverage(weight: number, { before, moved, after }: NonNullable<Update["average"]>): Line {
  const [averageBefore, average] = [before, after];
  return {
    of: "average",
    rule: "w̄ ← w̄ + s × (w − w̄)",
    numbers: numbers`${{ averageBefore }} + ${{ moved }} × (${{ weight }} − ${{ averageBefore }}) = ${{ average }}`,
  };
}

/** What stands in a line: a named number, or text. */
type Part = Record<string, number> | string | undefined;

/** A line's numbers from its template, each named by its variable and bracketed where signs would meet. */
function numbers(around: TemplateStringsArray, ...parts: Part[]): Line["numbers"] {
  const told = parts.flatMap((part, index): Line["numbers"] => {
    const [left = "", right = ""] = [around[index], around[index + 1]];
    if (typeof part !== "object") return [left, part ?? ""];
    const terms = Object.entries(part).map(([id, value]) => ({ id, value, text: written(value, left, right) }));
    return [left, ...terms];
  });
  return [...told, around.at(-1) ?? ""].filter((part) => part !== "");
}

/** A number between what stands on its left and right. */
function written(value: number, left: string, right: string): string {
  const text = exact(value);
  const isPower = left.endsWith("√") || right.startsWith("²");
  const signsMeet = value < 0 && /[×+−/] $/.test(left);
  return signsMeet || (isPower && !/^[\d.]+$/.test(text)) ? `(${text})` : text;
}
