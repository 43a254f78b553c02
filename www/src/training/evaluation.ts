import type { Digits } from "../mnist/digits";
import { PIXELS } from "../mnist/manifest";
import type { Evaluation } from "./engine";

interface Evaluator {
  evaluate(images: Uint8Array, labels: Uint8Array): Evaluation;
}

/** Goes through the test images slice by slice, so that the worker stays responsive, and adds up. */
export class SlicedEvaluation {
  done = 0;
  private lossSum = 0;
  private readonly answers: Uint8Array;
  private readonly confidences: Float32Array;
  private readonly confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));

  constructor(
    private readonly test: Digits,
    private readonly slice = 250,
  ) {
    this.answers = new Uint8Array(test.count);
    this.confidences = new Float32Array(test.count);
  }

  /** Whether the next slice's images are there. */
  get isReady(): boolean {
    return this.test.available >= Math.min(this.done + this.slice, this.test.count);
  }

  /** One slice. Returns the whole result when it was the last. */
  advance(trainer: Evaluator): Evaluation | undefined {
    const end = Math.min(this.done + this.slice, this.test.count);
    const part = trainer.evaluate(
      this.test.images.subarray(this.done * PIXELS, end * PIXELS),
      this.test.labels.subarray(this.done, end),
    );
    this.answers.set(part.answers, this.done);
    this.confidences.set(part.confidences, this.done);
    this.lossSum += part.loss * (end - this.done);
    part.confusion.forEach((row, label) =>
      row.forEach((count, answer) => {
        const sums = this.confusion[label];
        if (sums?.[answer] !== undefined) sums[answer] += count;
      }),
    );
    this.done = end;
    if (end < this.test.count) return undefined;
    const right = this.confusion.reduce((sum, row, digit) => sum + (row[digit] ?? 0), 0);
    const { answers, confidences, confusion } = this;
    return { accuracy: right / end, loss: this.lossSum / end, confusion, answers, confidences };
  }
}
