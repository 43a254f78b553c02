// Stands for the engine where sessions are tested.

/** Labels of the batches that were trained on, and the step at which training diverges. */
export const engine = { batches: [] as number[][], divergesAt: Infinity };

/** Nothing was trained on yet, and nothing diverges. */
export function renew(): void {
  engine.batches = [];
  engine.divergesAt = Infinity;
}

/** A network that learns nothing, and is right about everything but zeros. */
export class Trainer {
  static load(bytes: Uint8Array) {
    if (bytes.length === 0) throw Object.assign(new Error("empty"), { code: "malformed-file" });
    return new this({ network: bytes[0] === 9 ? "other" : "article" });
  }
  readonly network: { name: string };
  constructor({ network }: { network: string }) {
    this.network = { name: network };
  }
  step(_: Uint8Array, labels: Uint8Array) {
    if (engine.batches.length >= engine.divergesAt) throw Object.assign(new Error("NaN"), { code: "diverged" });
    engine.batches.push([...labels]);
    return { step: engine.batches.length, loss: 1, accuracy: 0.5 };
  }
  evaluate(_: Uint8Array, labels: Uint8Array) {
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    // Right about everything but zeros.
    for (const label of labels) confusion[label]?.splice(label === 0 ? 1 : label, 1, 1);
    const answers = Uint8Array.from(labels, (label) => (label === 0 ? 1 : label));
    return { accuracy: 0, loss: 0.5, confusion, answers, confidences: new Float32Array(labels.length).fill(0.5) };
  }
  begin() {
    return Float64Array.of(0, 0);
  }
  save() {
    return new Uint8Array(1);
  }
  memory() {
    return new Float32Array(1);
  }
  resume(memory: Float32Array) {
    if (memory.length !== 1) throw new Error("not its memory");
  }
  free() {
    return undefined;
  }
}

/** Backwards, so that the order is seen to be used. */
export const epochOrder = (_seed: number, _epoch: number, count: number) =>
  Uint32Array.from({ length: count }, (_, index) => count - 1 - index);
