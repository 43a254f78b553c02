import { beforeEach, describe, expect, it, vi } from "vitest";
import { TrainingSession } from "./session";
import { engine, renew } from "./testing/engine";
import { filled, PLAN, ready, settle } from "./testing/session";

vi.mock("./engine", () => import("./testing/engine"));

beforeEach(renew);

describe("a session's run", () => {
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
});
