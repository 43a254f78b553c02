/** Mean of the last values, however many there were. */
export class RecentMean {
  private readonly values: number[] = [];

  constructor(private readonly size: number) {}

  add(value: number): void {
    this.values.push(value);
    if (this.values.length > this.size) this.values.shift();
  }

  get mean(): number | undefined {
    const { length } = this.values;
    return length === 0 ? undefined : this.values.reduce((sum, value) => sum + value, 0) / length;
  }
}

/** Images a second over the last second of training; keeps the last figure through a pause. */
export class RateMeter {
  private marks: { at: number; images: number }[] = [];
  /** Undefined until there was a tenth of a second to judge by. */
  rate?: number;

  /** `at` in milliseconds, `images` since the start. */
  mark(at: number, images: number): void {
    this.marks.push({ at, images });
    while (this.marks.length > 2 && at - (this.marks[0]?.at ?? at) > 1000) this.marks.shift();
    const first = this.marks[0];
    if (first && at - first.at >= 100) this.rate = ((images - first.images) * 1000) / (at - first.at);
  }

  /** Training stops for a while: the time in between does not count. */
  rest(): void {
    this.marks = [];
  }
}
