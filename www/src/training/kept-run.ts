import type { Answers } from "./mistakes";
import type { ChartPoint, TestResult } from "./protocol";

/** A run as it is kept from one visit to the next, while a phone has put the page away, and while another network is looked at. */
export interface KeptRun {
  /** What decides its result: whoever means another run is not served with this one. */
  plan: string;
  step: number;
  epochs: number;
  trained: boolean;
  points: readonly ChartPoint[];
  tests: TestResult[];
  answers?: Answers;
  /** The network as a safetensors file, and what training remembers. */
  weights: Uint8Array;
  memory: Float32Array;
}

/** No run has more. */
const MOST_EPOCHS = 1e6;
/** Steps of an epoch, at most: batches of one. By hand some more can be taken than the epochs have. */
const MOST_STEPS = 60_000;
const DIGITS = 10;

/**
 * What a browser kept, as a run. It may be damaged, or of a page that kept other things.
 * @throws when it is none.
 */
export function keptRunOf(value: unknown): KeptRun {
  const run = (value ?? {}) as Partial<Record<keyof KeptRun, unknown>>;
  const { plan, step, epochs, trained, points, tests, answers, weights, memory } = run;
  if (
    typeof plan !== "string" ||
    !isCount(epochs, MOST_EPOCHS) ||
    !isCount(step, (epochs + 1) * MOST_STEPS) ||
    typeof trained !== "boolean" ||
    !isListOf(points, isPoint) ||
    !isListOf(tests, isTest) ||
    !(answers === undefined || isAnswers(answers)) ||
    !(weights instanceof Uint8Array) ||
    !(memory instanceof Float32Array)
  ) {
    throw new Error("what was kept is no run");
  }
  return { plan, step, epochs, trained, points, tests, answers, weights, memory };
}

function isCount(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isListOf<T>(value: unknown, isOne: (entry: unknown) => entry is T): value is T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isPoint(value: unknown): value is ChartPoint {
  const { at, loss, accuracy } = (value ?? {}) as Partial<ChartPoint>;
  return [at, loss, accuracy].every(isNumber);
}

function isTest(value: unknown): value is TestResult {
  const { confusion } = (value ?? {}) as Partial<TestResult>;
  const isRow = (row: unknown): row is number[] => isListOf(row, isNumber) && row.length === DIGITS;
  return isPoint(value) && isListOf(confusion, isRow) && confusion.length === DIGITS;
}

function isAnswers(value: unknown): value is Answers {
  const { answers, confidences } = (value ?? {}) as Partial<Answers>;
  return answers instanceof Uint8Array && confidences instanceof Float32Array && answers.length === confidences.length;
}
