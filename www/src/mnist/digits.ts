import type { DigitSet } from "./manifest";
import { PIXELS } from "./picture";
import { canShareMemory } from "./memory";

/** Digits' pixels, one after another, and their labels. */
export interface DigitBytes {
  images: Uint8Array;
  labels: Uint8Array;
}

/** Room for so many digits. */
export function roomFor(count: number): DigitBytes {
  return { images: new Uint8Array(count * PIXELS), labels: new Uint8Array(count) };
}

/** Digits as bytes, held once: filled shard by shard, read by whoever trains. */
export class Digits implements DigitBytes {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** Digits 0 .. available - 1 are there. */
  available = 0;
  private readonly filled: boolean[];

  /** In shared memory where there is such, so that several workers can read it. */
  constructor(
    readonly set: DigitSet,
    shared = canShareMemory,
  ) {
    const allocate = (length: number) =>
      new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
    this.images = allocate(set.count * PIXELS);
    this.labels = allocate(set.count);
    this.filled = set.shards.map(() => false);
  }

  get count(): number {
    return this.set.count;
  }

  /** True once all are there. */
  get isComplete(): boolean {
    return this.available === this.count;
  }

  /** True once the shard was filled in. */
  has(index: number): boolean {
    return this.filled[index] === true;
  }

  /** Puts a shard's content in its place. Shards may arrive in any order. */
  fill(index: number, content: Uint8Array): void {
    const shards = this.set.shards;
    const shard = shards[index];
    if (!shard) throw new RangeError(`no shard ${index}`);
    const first = shards.slice(0, index).reduce((sum, earlier) => sum + earlier.images, 0);
    this.images.set(content.subarray(0, shard.images * PIXELS), first * PIXELS);
    this.labels.set(content.subarray(shard.images * PIXELS), first);
    this.filled[index] = true;
    const missing = this.filled.indexOf(false);
    this.available = shards
      .slice(0, missing === -1 ? shards.length : missing)
      .reduce((sum, there) => sum + there.images, 0);
  }

  /** The 784 pixels of one digit, as a view. */
  image(index: number): Uint8Array {
    return this.images.subarray(index * PIXELS, (index + 1) * PIXELS);
  }

  /** Whether the digits with these indices are there. */
  holds(indices: Uint32Array): boolean {
    return indices.every((index) => index < this.available);
  }
}

/** Copies the digits with these indices, all of which are there, into the batch's places from `first` up to `end`. */
export function gather(
  from: DigitBytes,
  indices: Uint32Array,
  batch: DigitBytes,
  first = 0,
  end = indices.length,
): void {
  for (let place = first; place < end; place++) {
    const index = indices[place] ?? 0;
    batch.images.set(from.images.subarray(index * PIXELS, (index + 1) * PIXELS), place * PIXELS);
    batch.labels[place] = from.labels[index] ?? 0;
  }
}
