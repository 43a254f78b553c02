import { beforeEach, describe, expect, it, vi } from "vitest";
import { Digits } from "../mnist/digits";
import { PIXELS } from "../mnist/picture";
import type { Plan } from "./recipe";
import { TrainingSession } from "./session";

/** Labels of the batches that were trained on, and the step at which training diverges. */
const engine = vi.hoisted(() => ({ batches: [] as number[][], divergesAt: Infinity }));

vi.mock("./engine", () => ({
  Trainer: class {
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
  },
  // Backwards, so that the order is seen to be used.
  epochOrder: (_seed: number, _epoch: number, count: number) =>
    Uint32Array.from({ length: count }, (_, index) => count - 1 - index),
}));

const PLAN: Plan = {
  network: "article",
  recipe: {
    seed: 1,
    learningRate: 0.1,
    momentum: 0.9,
    optimizer: { kind: "momentum" },
    weightDecay: 0,
    averaging: 0,
    schedule: { kind: "constant" },
    batch: 2,
    epochs: 2,
    augmentation: {},
  },
};

function digits(count: number) {
  return new Digits({ count, shards: [{ file: "a", images: count, bytes: 1, sha256: "" }] }, false);
}

/** Labels 0, 1, 2 and so on. */
function filled(count: number) {
  const set = digits(count);
  const content = new Uint8Array(count * (PIXELS + 1));
  content.set(
    Array.from({ length: count }, (_, index) => index),
    count * PIXELS,
  );
  set.fill(0, content);
  return set;
}

function ready(train = filled(4), test = filled(4), plan = PLAN) {
  const session = new TrainingSession(() => 0);
  session.startOver(plan);
  session.useDigits({ train, test });
  session.handle("started");
  return session;
}

/** Advances until nothing is left to do. */
function settle(session: TrainingSession) {
  for (let slices = 0; session.advance(-1); slices++) if (slices > 100) throw new Error("never settles");
}

beforeEach(() => {
  engine.batches = [];
  engine.divergesAt = Infinity;
});

describe("a training session", () => {
  it("trains in the epoch's order, tests after every epoch, and is done", () => {
    const session = ready();
    session.handle("train");
    settle(session);
    expect(engine.batches).toEqual([
      [3, 2],
      [1, 0],
      [3, 2],
      [1, 0],
    ]);
    expect(session.run).toEqual({ phase: "done" });
    expect(session.epochsDone).toBe(2);
    expect(session.tests.map(({ at, accuracy }) => [at, accuracy])).toEqual([
      [1, 0.75],
      [2, 0.75],
    ]);
  });

  it("tests after a step by hand that was a whole epoch", () => {
    const session = ready(undefined, undefined, { ...PLAN, recipe: { ...PLAN.recipe, batch: 4 } });
    session.trainOnce();
    expect(session.run).toEqual({ phase: "evaluating", then: "paused" });
    settle(session);
    session.trainOnce();
    settle(session);
    expect([session.run, session.epochsDone]).toEqual([{ phase: "done" }, 2]);
  });

  it("counts an epoch only when it was tested", () => {
    const session = ready();
    session.handle("train");
    session.advance(-1);
    session.advance(-1);
    expect(session.run).toEqual({ phase: "evaluating", then: "training" });
    expect([session.at, session.epochsDone]).toEqual([1, 0]);
    session.advance(-1);
    expect(session.epochsDone).toBe(1);
  });

  it("goes on after the recipe's end when it is told to", () => {
    const session = ready();
    session.handle("train");
    settle(session);
    session.handle("train");
    settle(session);
    expect([session.epochs, session.epochsDone]).toEqual([4, 4]);
    // A step beyond the end, or the wish in the middle of the last test, is no other end.
    session.trainOnce();
    session.handle("train");
    expect(session.epochs).toBe(6);
    while (session.run.phase !== "evaluating" || session.at < 6) session.advance(-1);
    session.handle("train");
    settle(session);
    expect([session.epochs, session.epochsDone]).toEqual([8, 8]);
  });

  it("draws a line for large batches, too", () => {
    const session = ready();
    session.handle("train");
    settle(session);
    expect(session.points.map(({ at }) => at)).toEqual([0.5, 1, 1.5, 2]);
  });

  it("waits for digits that are not there yet", () => {
    const train = digits(4);
    const session = ready(train);
    session.handle("train");
    expect(session.advance(-1)).toBe(true);
    expect(session.run).toEqual({ phase: "waiting" });
    train.fill(0, new Uint8Array(4 * (PIXELS + 1)));
    session.handle("fed");
    settle(session);
    expect(session.run).toEqual({ phase: "done" });
  });

  it("starts over: same order, nothing left of before", () => {
    const session = ready();
    session.handle("train");
    settle(session);
    const before = engine.batches;
    engine.batches = [];
    session.startOver(PLAN);
    expect([session.step, session.tests.length, session.loss, session.epochs]).toEqual([0, 0, undefined, 2]);
    expect(session.run).toEqual({ phase: "idle" });
    session.handle("train");
    settle(session);
    expect(engine.batches).toEqual(before);
  });

  it("ends early at its goal, and goes on to the last epoch when it is told to", () => {
    const session = ready(filled(4), filled(4), { ...PLAN, goal: 0.75 });
    session.handle("train");
    settle(session);
    expect([session.run.phase, session.epochsDone, session.epochs]).toEqual(["done", 1, 2]);
    session.handle("train");
    settle(session);
    expect([session.run.phase, session.epochsDone, session.epochs]).toEqual(["done", 2, 2]);
    const better = ready(filled(4), filled(4), { ...PLAN, goal: 0.8 });
    better.handle("train");
    settle(better);
    expect(better.epochsDone).toBe(2);
  });

  it("ends at its goal when it has just reached it", () => {
    const count = 1000;
    const labels = Array.from({ length: count }, (_, index) => (index < 11 ? 0 : 1));
    const test = digits(count);
    test.fill(0, Uint8Array.from([...new Uint8Array(count * PIXELS), ...labels]));
    // All but the zeros are right; 98.9 / 100 is a little more than 0.989.
    const session = ready(filled(4), test, { ...PLAN, goal: 98.9 / 100 });
    session.handle("train");
    settle(session);
    expect(session.tests.map(({ accuracy }) => accuracy)).toEqual([0.989]);
  });

  it("has whole epochs of whole batches", () => {
    const session = ready(filled(5));
    session.handle("train");
    settle(session);
    expect([session.imagesSeen, session.at, session.epochsDone]).toEqual([8, 2, 2]);
    expect(session.tests.map(({ at }) => at)).toEqual([1, 2]);
  });

  it("starts over with another batch", () => {
    const session = ready();
    session.startOver({ ...PLAN, recipe: { ...PLAN.recipe, batch: 4 } });
    session.trainOnce();
    expect(engine.batches).toEqual([[3, 2, 1, 0]]);
  });

  it("stops with a problem when training diverges", () => {
    engine.divergesAt = 1;
    const session = ready();
    session.handle("train");
    settle(session);
    expect(session.run).toEqual({ phase: "failed" });
    expect(session.problem).toMatchObject({ code: "diverged" });
  });

  it("keeps its network when a file is no good", () => {
    const session = ready();
    const { network, generation } = session;
    expect(() => session.load(new Uint8Array())).toThrow("empty");
    expect(() => session.load(Uint8Array.of(9))).toThrow("the network other");
    expect([session.network, session.generation]).toEqual([network, generation]);
    session.load(new Uint8Array(1));
    expect([session.trained, session.generation]).toEqual([true, generation + 1]);
  });

  it("is gone on with where it was left, by whoever means the same run", () => {
    const left = ready();
    expect(left.keep()).toBeUndefined();
    left.trainOnce();
    left.handle("evaluate");
    settle(left);
    const kept = left.keep();
    if (!kept) throw new Error("nothing was kept");
    const begun = (plan = PLAN) => {
      const session = new TrainingSession(() => 0);
      session.startOver(plan);
      return session;
    };

    const session = begun();
    session.resume(kept);
    session.handle("started");
    expect([session.run, session.restoredAt]).toEqual([{ phase: "paused" }, 1]);
    expect([session.step, session.tests, session.answers]).toEqual([1, left.tests, left.answers]);
    session.useDigits({ train: filled(4), test: filled(4) });
    session.trainOnce();
    expect(engine.batches).toEqual([
      [3, 2],
      [1, 0],
    ]);

    const other = begun({ ...PLAN, recipe: { ...PLAN.recipe, seed: 2 } });
    other.resume(kept);
    other.handle("started");
    expect([other.run.phase, other.step]).toEqual(["idle", 0]);
    const damaged = begun();
    expect(() => damaged.resume({ ...kept, memory: new Float32Array(2) })).toThrow("not its memory");
    expect([damaged.step, damaged.generation]).toEqual([0, 1]);
  });

  it("that was left amid a test makes up for it", () => {
    const session = ready();
    session.handle("train");
    while (session.run.phase === "training") session.trainOnce();
    expect(session.run.phase).toBe("evaluating");
    const kept = session.keep();
    if (!kept) throw new Error("nothing was kept");
    session.startOver({ ...PLAN, recipe: { ...PLAN.recipe, seed: 2 } });
    session.startOver(PLAN);
    expect(session.resume(kept)).toBe(true);
    expect(session.run).toEqual({ phase: "evaluating", then: "paused" });
    settle(session);
    expect([session.run.phase, session.tests.map(({ at }) => at)]).toEqual(["paused", [1]]);
    // It makes no difference whether the digits come before it or after, nor whether it is to go on with them.
    for (const then of ["paused", "training"] as const) {
      const early = new TrainingSession(() => 0);
      early.startOver(PLAN);
      early.resume(kept);
      early.handle("started");
      if (then === "training") early.handle("train");
      early.advance(1);
      expect(early.run.phase).toBe(then === "training" ? "waiting" : "paused");
      early.useDigits({ train: filled(4), test: filled(4) });
      expect(early.run).toEqual({ phase: "evaluating", then });
    }
    // It was tested: the next one who goes on with it has nothing to make up for.
    const tested = session.keep();
    if (!tested) throw new Error("nothing was kept");
    session.startOver(PLAN);
    session.resume(tested);
    expect(session.run.phase).toBe("paused");
  });

  it("tells the next batch without learning from it", () => {
    const session = ready();
    expect(session.nextBatch()).toMatchObject({ step: 0, indices: [3, 2], labels: [3, 2], answers: [3, 2] });
    expect(session.nextBatch()).toMatchObject({ losses: [0.5, 0.5], meanLoss: 0.5 });
    expect([session.step, engine.batches]).toEqual([0, []]);
    session.trainOnce();
    expect(engine.batches).toEqual([[3, 2]]);
    expect(session.nextBatch()).toMatchObject({ step: 1, indices: [1, 0] });
    expect(ready(digits(4)).nextBatch()).toBeUndefined();
  });

  it("keeps the last test's answers", () => {
    const session = ready();
    session.handle("evaluate");
    settle(session);
    expect([...(session.answers?.answers ?? [])]).toEqual([1, 1, 2, 3]);
    session.startOver(PLAN);
    expect(session.answers).toBeUndefined();
  });
});
