import { describe, expect, test } from "vitest";
import { roomFor } from "../mnist/digits";
import { PIXELS } from "../mnist/picture";
import { AllReduce, type Sharer } from "./all-reduce";
import { Grants, Stalled } from "./grants";
import { DONE, GRANTED, roundOf, share, type Shared } from "./shared";

const LENGTH = 3;
const TEST_COUNT = 600;
const BATCH = 12;
/** As many digits as a batch has places; the pixels of each are its own number. */
const DIGITS = {
  images: Uint8Array.from({ length: BATCH * PIXELS }, (_, pixel) => Math.floor(pixel / PIXELS)),
  labels: new Uint8Array(BATCH),
};

function shareAmong(workers: number, partLength = LENGTH): Shared {
  const edge = (worker: number) => (worker * BATCH) / workers;
  const shares = Array.from({ length: workers }, (_, worker) => ({
    first: edge(worker),
    end: edge(worker + 1),
    partLength,
  }));
  const shared = share(shares, BATCH, TEST_COUNT);
  // Backwards, so that the places are seen to be used.
  shared.rounds.forEach(({ indices }) => indices.forEach((_, place) => (indices[place] = BATCH - 1 - place)));
  return shared;
}

/**
 * Computes of part p the gradient p + 1 in every place; remembers which parts it computed, from which digits, and the sums it
 * finished with.
 */
class Counter implements Sharer {
  readonly computed: number[] = [];
  readonly seen: number[][] = [];
  readonly sums: number[] = [];
  private readonly parts = Array.from({ length: 4 }, () => new Float32Array(LENGTH));

  constructor(private readonly atWork: () => void = () => undefined) {}

  begin(images: Uint8Array, _labels: Uint8Array, worker: number): Float64Array {
    this.computed.push(worker);
    this.seen.push(Array.from({ length: BATCH }, (_, place) => images[place * PIXELS] ?? NaN));
    this.parts[worker]?.fill(worker + 1);
    this.atWork();
    return new Float64Array([10 * (worker + 1), 1]);
  }

  readPart(_batch: number, worker: number, _workers: number, target: Float32Array): void {
    target.set(this.parts[worker] ?? []);
  }

  writePart(_batch: number, worker: number, _workers: number, source: Float32Array): void {
    this.parts[worker]?.set(source);
  }

  finish(outcomes: Float64Array) {
    this.sums.push(this.parts.reduce((sum, part) => sum + (part[0] ?? 0), 0));
    this.parts.forEach((part) => part.fill(NaN));
    this.parts.slice(outcomes.length / 2).forEach((part) => part.fill(0));
    const loss = outcomes.reduce((sum, value, place) => (place % 2 === 0 ? sum + value : sum), 0);
    return { step: 0, loss, accuracy: 1, learningRate: 1 };
  }
}

function worker(shared: Shared, number: number, atWork?: () => void) {
  const trainer = new Counter(atWork);
  const reduce = new AllReduce(shared, number);
  const room = roomFor(BATCH);
  room.images.fill(99);
  return { trainer, step: (turn: number) => reduce.step(turn, trainer, DIGITS, room) };
}

describe("a step that a team shares", () => {
  test("takes everybody's part once", () => {
    const shared = shareAmong(2);
    const other = worker(shared, 1);
    const one = worker(shared, 0, () => other.step(0));
    expect(one.step(0).loss).toBe(30);
    expect(one.trainer.computed).toEqual([0]);
    // Of the batch only the worker's own share was fetched.
    expect(one.trainer.seen).toEqual([[11, 10, 9, 8, 7, 6, 99, 99, 99, 99, 99, 99]]);
    expect(other.trainer.seen[0]).toEqual([99, 99, 99, 99, 99, 99, 5, 4, 3, 2, 1, 0]);
    expect([...one.trainer.sums, ...other.trainer.sums]).toEqual([3, 3]);
  });

  test.each([2, 4])("is done by one of %i workers if the others do not come, who then need not compute", (workers) => {
    const shared = shareAmong(workers);
    const [one, ...others] = Array.from({ length: workers }, (_, number) => worker(shared, number));
    for (let turn = 0; turn < 5; turn++) one?.step(turn);
    expect(one?.trainer.computed.length).toBe(5 * workers);
    for (const other of others) {
      for (let turn = 0; turn < 5; turn++) other.step(turn);
      expect(other.trainer.computed).toEqual([]);
      expect(other.trainer.sums).toEqual(one?.trainer.sums);
    }
    expect([...shared.control.subarray(DONE)]).toEqual(Array(workers).fill(5));
  });
});

describe("what the leader grants", () => {
  const places = (first: number) => ({
    indices: new Uint32Array(10).fill(first),
    later: (steps: number) => (first + steps < 40 ? new Uint32Array(10).fill(first + steps) : undefined),
  });

  test("is as many turns as there are rounds, each with its own batch", () => {
    const shared = shareAmong(2);
    new Grants(shared).extend(0, places(0));
    expect(shared.control[GRANTED]).toBe(shared.rounds.length);
    shared.rounds.forEach(({ indices }, turn) => expect(indices[0]).toBe(turn));
  });

  test("is no round that a replica still needs", () => {
    const shared = shareAmong(2);
    const grants = new Grants(shared, 1);
    const rounds = shared.rounds.length;
    for (let turn = 0; turn < rounds; turn++) grants.extend(turn, places(turn));
    expect(shared.control[GRANTED]).toBe(rounds);
    expect(() => grants.extend(rounds, places(rounds))).toThrow(Stalled);
    Atomics.store(shared.control, DONE + 1, 1);
    grants.extend(rounds, places(rounds));
    expect(shared.control[GRANTED]).toBe(rounds + 1);
    expect(roundOf(shared, rounds).indices[0]).toBe(rounds);
  });

  test("ends where nobody knows what follows", () => {
    const shared = shareAmong(1);
    new Grants(shared).extend(0, places(38));
    expect(shared.control[GRANTED]).toBe(2);
  });

  test("is a test where no step was granted ahead", () => {
    const shared = shareAmong(2);
    const grants = new Grants(shared);
    grants.extend(0, places(38));
    expect([grants.test(0), grants.test(1)]).toEqual([false, false]);
    expect(grants.test(2)).toBe(true);
    expect(shared.control[GRANTED]).toBe(3);
    expect(shared.rounds.slice(0, 3).map(({ isTest }) => isTest[0])).toEqual([0, 0, 1]);
  });

  test("is no test while a replica is at the one before", () => {
    const shared = shareAmong(2);
    const grants = new Grants(shared);
    expect(grants.test(0)).toBe(true);
    shared.slices.there.fill(1);
    expect(grants.test(1)).toBe(false);
    expect([...shared.slices.there]).toEqual([1, 1, 1]);
    Atomics.store(shared.control, DONE + 1, 1);
    expect(grants.test(1)).toBe(true);
    expect([...shared.slices.there]).toEqual([0, 0, 0]);
  });

  test("takes little memory, however large the network is", () => {
    expect(shareAmong(4, 2_000_000).rounds.length).toBe(2);
  });
});
