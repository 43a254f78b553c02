import { nameOf, type Request } from "./request";
import type { Subject } from "./subject";

/** One thing to measure of one subject. */
export interface Case {
  subject: Subject;
  /** Without its time. */
  request: Omit<Request, "milliseconds">;
}

/** What was measured: a figure a round for each case. */
export class Samples {
  private readonly figures = new Map<string, number[]>();

  /** Every round measures every case once, one after another: what disturbs the machine for a while disturbs all. */
  async take(cases: Case[], rounds: number, milliseconds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const [index, { subject, request }] of cases.entries()) {
        progress(`round ${round + 1} of ${rounds}: ${index + 1} of ${cases.length}`);
        const figure = await subject.measure({ ...request, milliseconds });
        const key = keyOf(subject, request);
        this.figures.set(key, [...(this.figures.get(key) ?? []), figure]);
      }
    }
    progress("");
  }

  /** The median of a case's figures; undefined if it was not measured. */
  median(subject: Subject, request: Case["request"]): number | undefined {
    const figures = this.figures.get(keyOf(subject, request));
    return figures && medianOf(figures);
  }

  /** The median of the rounds' ratios of two cases; undefined if one was not measured. */
  ratio(above: Case, below: Case): number | undefined {
    const numerators = this.figures.get(keyOf(above.subject, above.request));
    const denominators = this.figures.get(keyOf(below.subject, below.request));
    if (!numerators || !denominators) return undefined;
    return medianOf(numerators.map((figure, round) => figure / (denominators[round] ?? Number.NaN)));
  }
}

const names = new Map<Subject, number>();

function keyOf(subject: Subject, { measure, network = "article", batch, workers = 1 }: Case["request"]): string {
  const number = names.get(subject) ?? names.size;
  names.set(subject, number);
  return [number, measure, nameOf(network), batch, workers].join();
}

/** The middle figure. */
export function medianOf(figures: number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [below = Number.NaN, above = below] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (below + above) / 2;
}

/** Tells on the standard error stream what is going on, on one line. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
