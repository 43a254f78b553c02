import type { Arithmetic } from "../../training/protocol";

/** An activation's name. */
export type FunctionName = Extract<Arithmetic, { kind: "function" }>["function"];

const FUNCTIONS: Record<FunctionName, (x: number) => number> = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  scaled_tanh: (x) => 1.7159 * Math.tanh((2 / 3) * x),
  relu: (x) => Math.max(0, x),
};

/** Where a function's values lie, if they have ends. */
const RANGES: Partial<Record<FunctionName, [low: number, high: number]>> = {
  sigmoid: [0, 1],
  tanh: [-1, 1],
  scaled_tanh: [-1.7159, 1.7159],
};

const LEAST_REACH = 6;
const POINTS = 80;

/** A function as a line to be drawn: x to either side of zero, y from `low` to `high`. */
export interface Curve {
  /** The x of either end. */
  reach: number;
  low: number;
  high: number;
  points: [x: number, y: number][];
}

/** The part of a function's curve around zero that has `input` on it. */
export function curveOf(name: FunctionName, input: number): Curve {
  // In whole steps, so that the curve stands still while its point moves.
  const reach = Math.max(LEAST_REACH, 2 * Math.ceil((1.1 * Math.abs(input)) / 2));
  const evaluate = FUNCTIONS[name];
  const points = Array.from({ length: POINTS + 1 }, (_, index): [number, number] => {
    const x = reach * ((2 * index) / POINTS - 1);
    return [x, evaluate(x)];
  });
  const [low, high] = RANGES[name] ?? [0, reach];
  return { reach, low, high, points };
}
