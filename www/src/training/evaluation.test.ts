import { expect, test } from "vitest";
import { Digits } from "../mnist/digits";
import { beginSlice, fillSlice, SlicedEvaluation, slicesOf, type Evaluator } from "./evaluation";

const COUNT = 1100;

/** Digits labelled 0 to 9 in turn. */
function testDigits(): Digits {
  const digits = new Digits({ count: COUNT, shards: [{ file: "a", images: COUNT, bytes: 1, sha256: "" }] }, false);
  digits.labels.forEach((_, index) => (digits.labels[index] = index % 10));
  digits.available = COUNT;
  return digits;
}

/** Takes every digit for its label, but zeros for ones; remembers how many images it was asked about, one time and another. */
function evaluator(): Evaluator & { asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    evaluate(_, labels) {
      asked.push(labels.length);
      const answers = Uint8Array.from(labels, (label) => label || 1);
      const confidences = new Float32Array(labels.length).fill(0.5);
      return { accuracy: 0.9, loss: asked.length, confusion: [], answers, confidences };
    },
  };
}

function finish(evaluation: SlicedEvaluation, trainer: Evaluator) {
  for (;;) {
    const result = evaluation.advance(trainer);
    if (result) return result;
  }
}

test("one alone goes through all images once", () => {
  const trainer = evaluator();
  const evaluation = new SlicedEvaluation(testDigits());
  const result = finish(evaluation, trainer);
  expect(trainer.asked).toEqual([250, 250, 250, 250, 100]);
  expect(evaluation.done).toBe(COUNT);
  expect(result.accuracy).toBe(0.9);
  expect(result.loss).toBe((250 * (1 + 2 + 3 + 4) + 100 * 5) / COUNT);
  expect(result.confusion[0]).toEqual([0, 110, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(result.confusion[7]?.[7]).toBe(110);
  expect([...result.answers.subarray(0, 3)]).toEqual([1, 1, 2]);
});

test("what another fills in is taken, what it began and left is done", () => {
  const digits = testDigits();
  const slices = slicesOf(COUNT, true);
  const [one, other] = [evaluator(), evaluator()];
  const evaluation = new SlicedEvaluation(digits, slices);
  evaluation.advance(one);
  fillSlice(other, digits, slices, beginSlice(slices) ?? NaN);
  expect(evaluation.done).toBe(500);
  // This one it never fills in.
  expect(beginSlice(slices)).toBe(2);
  const result = finish(evaluation, one);
  expect(one.asked).toEqual([250, 250, 100, 250]);
  expect(beginSlice(slices)).toBeUndefined();
  expect(result.loss).toBe((250 * (1 + 1 + 4 + 2) + 100 * 3) / COUNT);
  expect(result.accuracy).toBe(0.9);
  slices.answers.fill(9);
  expect(result.answers[2]).toBe(2);
});
