import { beforeEach, describe, expect, it, vi } from "vitest";
import { PIXELS } from "../mnist/picture";
import { engine, renew } from "./testing/engine";
import { digits, filled, PLAN, ready, settle } from "./testing/session";

vi.mock("./engine", () => import("./testing/engine"));

beforeEach(renew);

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
