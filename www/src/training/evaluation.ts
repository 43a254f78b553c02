import type { DigitBytes, Digits } from "../mnist/digits";
import { PIXELS } from "../mnist/picture";
import type { Evaluation, Trainer } from "./engine";

/** Test images that are gone through at once: it takes some milliseconds, after which a worker listens to the page. */
const SLICE = 250;

/** What a slice needs of a trainer. */
export type Evaluator = Pick<Trainer, "evaluate">;

/** What a network makes of the test images, slice by slice. In shared memory where several workers fill it in. */
export interface Slices {
  /** One number: the next slice that nobody has begun. */
  next: Int32Array;
  /** For each slice, 1 when it is there. */
  there: Int32Array;
  /** Each slice's losses, summed. */
  losses: Float64Array;
  /** Each image's answer, and its probability. */
  answers: Uint8Array;
  confidences: Float32Array;
}

/** Room for the slices of so many images. */
export function slicesOf(count: number, shared = false): Slices {
  const allocate = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  const slices = Math.ceil(count / SLICE);
  return {
    next: new Int32Array(allocate(4)),
    there: new Int32Array(allocate(slices * 4)),
    losses: new Float64Array(allocate(slices * 8)),
    answers: new Uint8Array(allocate(count)),
    confidences: new Float32Array(allocate(count * 4)),
  };
}

/** Has all slices be gone through once more. */
export function restart({ next, there }: Slices): void {
  there.fill(0);
  Atomics.store(next, 0, 0);
}

/** Begins the next slice that nobody has begun; undefined when there is none. */
export function beginSlice({ next, there }: Slices): number | undefined {
  const slice = Atomics.add(next, 0, 1);
  return slice < there.length ? slice : undefined;
}

/** Fills in a slice. It has the same bits whoever does it. */
export function fillSlice(
  trainer: Evaluator,
  test: DigitBytes,
  { there, losses, answers, confidences }: Slices,
  slice: number,
): void {
  const start = slice * SLICE;
  const labels = test.labels.subarray(start, start + SLICE);
  const part = trainer.evaluate(test.images.subarray(start * PIXELS, (start + SLICE) * PIXELS), labels);
  answers.set(part.answers, start);
  confidences.set(part.confidences, start);
  losses[slice] = part.loss * labels.length;
  Atomics.store(there, slice, 1);
}

/** Goes through the test images slice by slice, alone or with others, and adds up. */
export class SlicedEvaluation {
  constructor(
    private readonly test: Digits,
    private readonly slices = slicesOf(test.count),
  ) {}

  /** Images that were gone through. */
  get done(): number {
    const slices = this.slices.there.reduce((sum, there) => sum + there, 0);
    return Math.min(slices * SLICE, this.test.count);
  }

  /** Whether the next slice's images are there. */
  get isReady(): boolean {
    const end = (Atomics.load(this.slices.next, 0) + 1) * SLICE;
    return this.test.available >= Math.min(end, this.test.count);
  }

  /** One slice. Returns the whole result when it was the last. */
  advance(trainer: Evaluator): Evaluation | undefined {
    const { test, slices } = this;
    // What others have begun but not finished it does as well: who knows whether they will.
    const slice = beginSlice(slices) ?? this.missing();
    if (slice !== undefined) fillSlice(trainer, test, slices, slice);
    return this.missing() === undefined ? this.result() : undefined;
  }

  private missing(): number | undefined {
    const { there } = this.slices;
    for (let slice = 0; slice < there.length; slice++) if (Atomics.load(there, slice) === 0) return slice;
    return undefined;
  }

  private result(): Evaluation {
    const { labels, count } = this.test;
    // Copies: the next test takes the same room.
    const [answers, confidences] = [this.slices.answers.slice(), this.slices.confidences.slice()];
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    answers.forEach((answer, index) => {
      const row = confusion[labels[index] ?? 0];
      if (row) row[answer] = (row[answer] ?? 0) + 1;
    });
    const right = confusion.reduce((sum, row, digit) => sum + (row[digit] ?? 0), 0);
    const loss = this.slices.losses.reduce((sum, loss) => sum + loss, 0);
    return { accuracy: right / count, loss: loss / count, confusion, answers, confidences };
  }
}
