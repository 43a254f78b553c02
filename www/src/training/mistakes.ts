import type { Digits } from "../mnist/digits";
import { PIXELS } from "../mnist/picture";

/** What a test answered: a digit for each test image, and the probability it had. */
export interface Answers {
  answers: Uint8Array;
  confidences: Float32Array;
}

/** One test image and the answer to it. */
export interface Answered {
  /** Its place in the test set. */
  index: number;
  label: number;
  answer: number;
  /** The answer's probability. */
  confidence: number;
  image: Uint8Array;
}

/** Some of the test images that were asked for. */
export interface Selection {
  /** How many there are in all. */
  total: number;
  items: Answered[];
}

/**
 * Test images by label and answer, the answers of highest confidence first; with neither given, all mistakes.
 * @param from the first one's place in that order.
 */
export function select(
  test: Digits,
  { answers, confidences }: Answers,
  { label, answer, from, count }: { label?: number; answer?: number; from: number; count: number },
): Selection {
  const isWanted = (index: number) =>
    label === undefined && answer === undefined
      ? test.labels[index] !== answers[index]
      : (label === undefined || test.labels[index] === label) && (answer === undefined || answers[index] === answer);
  const all = Array.from(answers.keys()).filter(isWanted);
  all.sort((a, b) => (confidences[b] ?? 0) - (confidences[a] ?? 0));
  const items = all.slice(from, from + count).map((index) => ({
    index,
    label: test.labels[index] ?? 0,
    answer: answers[index] ?? 0,
    confidence: confidences[index] ?? 0,
    image: test.images.slice(index * PIXELS, (index + 1) * PIXELS),
  }));
  return { total: all.length, items };
}
